package dev.sluice.redis.it.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A certificate authority of a test's own. */
public final class Issuer {
    private static final AtomicLong SERIAL = new AtomicLong(1);

    /** Clocks of machines under test may differ by hours. */
    private static final Duration MARGIN = Duration.ofDays(7);

    private final X500Principal name;
    private final KeyPair keys;
    private final String certificate;

    /**
     * A certificate and its private key, each as PEM.
     *
     * @param certificate the certificate alone
     * @param key PKCS#8
     */
    public record Issued(String certificate, String key) {}

    /** An authority of that name. */
    public Issuer(String name) {
        this.name = new X500Principal("CN=" + name);
        this.keys = keys();
        this.certificate = certify(this.name, keys, validity(MARGIN), true);
    }

    /** Its own certificate, as PEM. */
    public String certificate() {
        return certificate;
    }

    /** A certificate that is valid now; hosts are names or addresses. */
    public Issued issue(String subject, String... hosts) {
        return issue(subject, validity(MARGIN), hosts);
    }

    /** A certificate that was valid until some days ago. */
    public Issued issueExpired(String subject, String... hosts) {
        return issue(subject, validity(MARGIN.negated().plusDays(1)), hosts);
    }

    private Issued issue(String subject, Date[] validity, String... hosts) {
        KeyPair own = keys();
        String signed = certify(new X500Principal("CN=" + subject), own, validity, false, hosts);
        return new Issued(
                signed, pem(new PemObject("PRIVATE KEY", own.getPrivate().getEncoded())));
    }

    private static Date[] validity(Duration end) {
        Instant now = Instant.now();
        return new Date[] {Date.from(now.minus(MARGIN.multipliedBy(2))), Date.from(now.plus(end))};
    }

    private String certify(X500Principal subject, KeyPair of, Date[] validity, boolean authority, String... hosts) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(SERIAL.getAndIncrement()),
                    validity[0],
                    validity[1],
                    subject,
                    of.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (hosts.length > 0) {
                GeneralName[] names = Stream.of(hosts)
                        .map(host -> new GeneralName(
                                Character.isDigit(host.charAt(0)) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return pem(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object thing) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
