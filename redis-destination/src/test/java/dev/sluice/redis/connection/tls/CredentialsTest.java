package dev.sluice.redis.connection.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.config.Tls.Verify;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CredentialsTest {
    private static final String CANARY = "canary-s3cret";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void keysOfEveryTypeAndFormatAreRead(String algorithm) throws Exception {
        KeyPair keys = keys(algorithm);
        String certificate = certificate(keys);
        assertThat(read(certificate, pkcs8(keys)).clientCertificate().getPrivateKey(""))
                .isEqualTo(keys.getPrivate());
        if (!algorithm.equals("Ed25519")) {
            String old = traditional(keys);
            assertThat(old).containsPattern("BEGIN (RSA|EC) PRIVATE KEY");
            assertThat(read(certificate, old).clientCertificate().getPrivateKey(""))
                    .as("reading verifies that it belongs to the certificate")
                    .isNotNull();
        }
    }

    @Test
    void oneFileMayContainEverythingAndOtherText() throws Exception {
        KeyPair keys = keys("EC");
        Path file = Files.writeString(
                directory.resolve("all.pem"),
                "Bag Attributes: x\n" + pkcs8(keys) + "\nsubject=me\n" + certificate(keys));
        Credentials read = Credentials.read(tls(file.toString(), file.toString(), " " + file + "\n", Verify.FULL));
        assertThat(read.clientCertificate().getCertificateChain("")).hasSize(1);
    }

    @Test
    void lineEndsMayBeEscaped() throws Exception {
        KeyPair keys = keys("EC");
        assertThat(read(certificate(keys).replace("\n", "\\n"), pkcs8(keys).replace("\n", "\\n"))
                        .clientCertificate()
                        .getPrivateKey(""))
                .isEqualTo(keys.getPrivate());
    }

    @Test
    void allUnusableCredentialsAreReportedAtOnceAndNeverShown() throws Exception {
        KeyPair keys = keys("EC");
        problem(tls("/no/such/" + CANARY, null, null, Verify.FULL), "tls_ca_certificate", "no file of that name");
        problem(tls(CANARY + "\0", null, null, Verify.FULL), "tls_ca_certificate", "no file of that name");
        problem(tls(directory.toString(), null, null, Verify.CA), "tls_ca_certificate", "no file of that name");
        problem(tls(pkcs8(keys), null, null, Verify.FULL), "tls_ca_certificate", "contains no certificate");
        problem(
                tls(
                        "-----BEGIN CERTIFICATE-----\n" + CANARY + "\n-----END CERTIFICATE-----\n",
                        null,
                        null,
                        Verify.FULL),
                "tls_ca_certificate",
                "is malformed PEM");
        problem(
                tls(null, certificate(keys), certificate(keys), Verify.FULL),
                "tls_client_key",
                "contains no private key");
        problem(tls(null, certificate(keys), encrypted(keys), Verify.FULL), "tls_client_key", "is encrypted");
        problem(
                tls(null, certificate(keys), pkcs8(keys("EC")), Verify.FULL),
                "tls_client_key",
                "is not the key of the first certificate");
        problem(
                tls(null, certificate(keys), pkcs8(keys("RSA")), Verify.FULL),
                "tls_client_key",
                "is not the key of the first certificate");

        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> Credentials.read(tls("a", "b", "c", Verify.FULL)))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(problem -> problem.pointer().orElseThrow())
                        .containsExactly(
                                "/config/tls_ca_certificate",
                                "/config/tls_client_certificate",
                                "/config/tls_client_key"));
    }

    @Test
    void unchangedFilesKeepTheCredentials() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), certificate(keys("EC")));
        Tls tls = tls(file.toString(), null, null, Verify.FULL);
        Credentials first = Credentials.read(tls);

        assertThat(first.renewed(tls)).isSameAs(first);
        Files.writeString(file, certificate(keys("EC")));
        assertThat(first.renewed(tls)).isNotSameAs(first);
        Files.writeString(file, "half");
        assertThatExceptionOfType(DestinationException.class).isThrownBy(() -> first.renewed(tls));
    }

    private static void problem(Tls tls, String setting, String message) {
        assertThatExceptionOfType(DestinationException.class)
                .isThrownBy(() -> Credentials.read(tls))
                .satisfies(e -> assertThat(e.problems())
                        .singleElement()
                        .returns(Optional.of("/config/" + setting), ErrorDetail::pointer)
                        .satisfies(problem -> assertThat(problem.message()).contains(message))
                        .satisfies(problem -> assertThat(problem.toString()).doesNotContain("canary")))
                .satisfies(e -> assertThat(e).hasNoCause());
    }

    private static Credentials read(String certificate, String key) {
        return Credentials.read(tls(null, certificate, key, Verify.FULL));
    }

    private static Tls tls(
            @org.jspecify.annotations.Nullable String ca,
            @org.jspecify.annotations.Nullable String certificate,
            @org.jspecify.annotations.Nullable String key,
            Verify verify) {
        return new Tls(
                Optional.ofNullable(ca),
                Optional.ofNullable(certificate),
                Optional.ofNullable(key).map(Secret::of),
                verify);
    }

    private static KeyPair keys(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        switch (algorithm) {
            case "RSA" -> generator.initialize(2048);
            case "EC" -> generator.initialize(256);
            default -> {
                // There is only one size.
            }
        }
        return generator.generateKeyPair();
    }

    private static String certificate(KeyPair keys) throws IOException, OperatorCreationException {
        X500Principal name = new X500Principal("CN=me");
        String algorithm = keys.getPublic().getAlgorithm();
        Instant now = Instant.now();
        return pem(new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        name,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder(
                                switch (algorithm) {
                                    case "RSA" -> "SHA256withRSA";
                                    case "EC" -> "SHA256withECDSA";
                                    default -> "Ed25519";
                                })
                        .build(keys.getPrivate())));
    }

    private static String pkcs8(KeyPair keys) throws IOException {
        return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static String traditional(KeyPair keys) throws IOException {
        if (keys.getPrivate() instanceof java.security.interfaces.ECPrivateKey key) {
            // OpenSSL writes the curve, the JDK does not.
            ECPrivateKey withCurve = new ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1);
            return pem(new PemObject("EC PRIVATE KEY", withCurve.getEncoded()));
        }
        return pem(keys.getPrivate());
    }

    private static String encrypted(KeyPair keys) throws IOException, OperatorCreationException {
        return pem(new JcaPKCS8Generator(
                        keys.getPrivate(),
                        new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                                .setProvider(new BouncyCastleProvider())
                                .setPassword(CANARY.toCharArray())
                                .setRandom(new SecureRandom())
                                .build())
                .generate());
    }

    private static String pem(Object thing) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing);
        }
        return text.toString();
    }
}
