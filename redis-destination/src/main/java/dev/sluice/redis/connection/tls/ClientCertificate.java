package dev.sluice.redis.connection.tls;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
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
 * The client certificate and its key. Sends the certificate whichever issuers the server names, because a refusal is easier to understand
 * than a certificate that was never sent. Remembers which servers requested one, because they often close later without an alert. Threadsafe.
 */
final class ClientCertificate extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";
    private static final byte[] SAMPLE = "sluice".getBytes(StandardCharsets.US_ASCII);

    private final Set<Socket> requesters = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    private final X509Certificate[] chain;
    private final @Nullable PrivateKey key;

    private ClientCertificate(X509Certificate[] chain, @Nullable PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /** No client certificate. */
    static ClientCertificate none() {
        return new ClientCertificate(new X509Certificate[0], null);
    }

    /** A certificate chain, the certificate of the client first, and the key of that certificate. */
    static ClientCertificate of(List<X509Certificate> chain, PrivateKey key) throws UnusableCredential {
        if (!match(chain.get(0), key)) {
            throw new UnusableCredential(
                    "tls_client_key",
                    "is not the key of the first certificate in tls_client_certificate.",
                    "Set the certificate and the key that were issued together, the certificate of the client first.");
        }
        return new ClientCertificate(chain.toArray(X509Certificate[]::new), key);
    }

    private static boolean match(X509Certificate certificate, PrivateKey key) {
        String algorithm = key.getAlgorithm().equals("EC") ? "ECDSA" : key.getAlgorithm();
        try {
            Signature signature =
                    Signature.getInstance(algorithm.startsWith("Ed") ? algorithm : "SHA256with" + algorithm);
            signature.initSign(key);
            signature.update(SAMPLE);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(SAMPLE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the server of this socket requested a certificate. */
    boolean isRequested(Socket socket) {
        return requesters.contains(socket);
    }

    /** Whether the server of this socket requested a certificate and there is none. */
    boolean isMissing(Socket socket) {
        return key == null && isRequested(socket);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        if (socket != null) {
            requesters.add(socket);
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
