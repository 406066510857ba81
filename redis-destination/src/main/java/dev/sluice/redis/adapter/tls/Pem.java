package dev.sluice.redis.adapter.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** What a setting gives as PEM, as a text or in a file: read once, looked into by kind. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";

    /** Far more than any chain of certificates takes; what is larger is another file. */
    private static final int MAX_BYTES = 1 << 20;

    private final String setting;
    private final String text;

    private Pem(String setting, String text) {
        this.setting = setting;
        this.text = text;
    }

    /** Reads a PEM text, or the file of that name. */
    static Pem read(String setting, String textOrPath) throws Unreadable {
        if (textOrPath.contains(BEGIN)) {
            // A variable of the environment often has the ends of lines written out.
            return new Pem(setting, textOrPath.replace("\\n", "\n"));
        }
        try (InputStream in = Files.newInputStream(Path.of(textOrPath.strip()))) {
            return new Pem(setting, new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1));
        } catch (AccessDeniedException e) {
            throw new Unreadable(
                    setting, "names a file that may not be read.", "Let the user of this process read the file.");
        } catch (IOException | InvalidPathException e) {
            throw new Unreadable(
                    setting,
                    "is no PEM text, and no file of that name can be read.",
                    "Give the path of a PEM file as this process sees it, or the PEM text itself with its BEGIN and END lines.");
        }
    }

    /** All of its certificates, in order, at least one. */
    List<X509Certificate> certificates() throws Unreadable {
        List<X509Certificate> certificates = new ArrayList<>();
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        for (Object part : parts()) {
            if (part instanceof X509CertificateHolder holder) {
                try {
                    certificates.add(converter.getCertificate(holder));
                } catch (GeneralSecurityException e) {
                    throw malformed();
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new Unreadable(setting, "holds no certificate.", "Give a PEM that has a BEGIN CERTIFICATE line.");
        }
        return certificates;
    }

    /** Its private key: PKCS#8, or what OpenSSL wrote for RSA and EC before. */
    PrivateKey key() throws Unreadable {
        for (Object part : parts()) {
            if (part instanceof PEMKeyPair pair) {
                return key(pair.getPrivateKeyInfo());
            }
            if (part instanceof PrivateKeyInfo key) {
                return key(key);
            }
            if (part instanceof PEMEncryptedKeyPair || part instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new Unreadable(
                        setting,
                        "is encrypted, and there is no setting for its passphrase.",
                        "Decrypt it (openssl pkey -in key.pem -out plain.pem) and let this process alone read the file.");
            }
        }
        throw new Unreadable(setting, "holds no private key.", "Give a PEM that has a BEGIN PRIVATE KEY line.");
    }

    private PrivateKey key(PrivateKeyInfo info) throws Unreadable {
        try {
            ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
            // The JDK knows the others by their identifiers.
            String name = algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : algorithm.getId();
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new Unreadable(
                    setting,
                    "is a key of a kind that cannot be used.",
                    "Use an RSA, EC or Ed25519 key that this Java runtime knows.");
        }
    }

    private List<Object> parts() throws Unreadable {
        List<Object> parts = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                parts.add(part);
            }
        } catch (IOException | RuntimeException e) {
            // The parser is not particular about what it throws at nonsense.
            throw malformed();
        }
        return parts;
    }

    private Unreadable malformed() {
        return new Unreadable(
                setting,
                "is no PEM that can be read.",
                "Give it whole, from its BEGIN to its END lines, as it was issued.");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pem pem && setting.equals(pem.setting) && text.equals(pem.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Names the setting alone. */
    @Override
    public String toString() {
        return "Pem[" + setting + "]";
    }
}
