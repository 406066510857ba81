package dev.sluice.redis.adapter.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the client certificate to whoever asks, whichever issuers the server names: one that it refuses is easier to mend than one that was
 * never sent. Remembers who asked: a server that wants one says so in the handshake, and often closes without a word later.
 * Threadsafe.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";
    private static final byte[] TRIED = "sluice".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Set<Socket> asked = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final X509Certificate[] chain;
    private final @Nullable PrivateKey key;

    private ClientIdentity(X509Certificate[] chain, @Nullable PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /** Nobody in particular. */
    static ClientIdentity none() {
        return new ClientIdentity(new X509Certificate[0], null);
    }

    /** Whom the first certificate names, if the key is its own. */
    static ClientIdentity of(List<X509Certificate> chain, PrivateKey key) throws Unreadable {
        if (!belongTogether(chain.get(0), key)) {
            throw new Unreadable(
                    "tls_client_key",
                    "is not the key of the first certificate in tls_client_certificate.",
                    "Give the certificate and the key that were issued together; the certificate of the client comes first.");
        }
        return new ClientIdentity(chain.toArray(X509Certificate[]::new), key);
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
        try {
            Signature signature =
                    Signature.getInstance(algorithm.startsWith("Ed") ? algorithm : "SHA256with" + algorithm);
            signature.initSign(key);
            signature.update(TRIED);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(TRIED);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the server of this socket wanted a certificate. */
    boolean wasAsked(Socket socket) {
        return asked.contains(socket);
    }

    /** Whether the server of this socket wanted a certificate and was shown none. */
    boolean wasAskedInVain(Socket socket) {
        return key == null && wasAsked(socket);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        if (socket != null) {
            asked.add(socket);
        }
        PrivateKey own = key;
        return own != null && Arrays.asList(keyTypes).contains(own.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return chooseClientAlias(keyTypes, issuers, null);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return key == null ? null : chain.clone();
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return key == null ? null : new String[] {ALIAS};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
