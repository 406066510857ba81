package dev.sluice.redis.connection.tls;

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

/** A PEM text from a setting or from the file that it names. */
final class Pem {
    private static final String BEGIN = "-----BEGIN ";

    /** Far more than a certificate chain needs. The rest of a larger file is not read. */
    private static final int MAX_BYTES = 1 << 20;

    private final String setting;
    private final String text;

    private Pem(String setting, String text) {
        this.setting = setting;
        this.text = text;
    }

    /** Reads a PEM text, or the file at this path. */
    static Pem read(String setting, String textOrPath) throws UnusableCredential {
        if (textOrPath.contains(BEGIN)) {
            // Environment variables often contain escaped line ends.
            return new Pem(setting, textOrPath.replace("\\n", "\n"));
        }
        try (InputStream in = Files.newInputStream(Path.of(textOrPath.strip()))) {
            return new Pem(setting, new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1));
        } catch (AccessDeniedException e) {
            throw new UnusableCredential(
                    setting,
                    "names a file that may not be read.",
                    "Give the user of this process the right to read the file.");
        } catch (IOException | InvalidPathException e) {
            throw new UnusableCredential(
                    setting,
                    "is not a PEM text, and no file of that name can be read.",
                    "Set the path of a PEM file as this process sees it, or the PEM text itself with its BEGIN and END lines.");
        }
    }

    /** All certificates, in order, at least one. */
    List<X509Certificate> certificates() throws UnusableCredential {
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
            throw new UnusableCredential(
                    setting, "contains no certificate.", "Set a PEM with a BEGIN CERTIFICATE line.");
        }
        return certificates;
    }

    /** The private key: PKCS#8, or the traditional format of OpenSSL for RSA and EC. */
    PrivateKey key() throws UnusableCredential {
        for (Object part : parts()) {
            if (part instanceof PEMKeyPair pair) {
                return key(pair.getPrivateKeyInfo());
            }
            if (part instanceof PrivateKeyInfo key) {
                return key(key);
            }
            if (part instanceof PEMEncryptedKeyPair || part instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new UnusableCredential(
                        setting,
                        "is encrypted, and there is no setting for a passphrase.",
                        "Decrypt it (openssl pkey -in key.pem -out plain.pem) and let only this process read the file.");
            }
        }
        throw new UnusableCredential(setting, "contains no private key.", "Set a PEM with a BEGIN PRIVATE KEY line.");
    }

    private PrivateKey key(PrivateKeyInfo info) throws UnusableCredential {
        try {
            ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
            // The JDK accepts the identifiers of the other algorithms.
            String name = algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : algorithm.getId();
            return KeyFactory.getInstance(name).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableCredential(
                    setting,
                    "has a key type that is not supported.",
                    "Use an RSA, EC or Ed25519 key that this Java runtime supports.");
        }
    }

    private List<Object> parts() throws UnusableCredential {
        List<Object> parts = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
                parts.add(part);
            }
        } catch (IOException | RuntimeException e) {
            // The parser throws various runtime exceptions for malformed input.
            throw malformed();
        }
        return parts;
    }

    private UnusableCredential malformed() {
        return new UnusableCredential(
                setting, "is malformed PEM.", "Set the complete PEM as it was issued, from BEGIN to END.");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pem pem && setting.equals(pem.setting) && text.equals(pem.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Shows only the name of the setting. */
    @Override
    public String toString() {
        return "Pem[" + setting + "]";
    }
}
