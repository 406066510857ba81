package dev.sluice.redis.connection.tls;

import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.Tls;
import dev.sluice.redis.config.Tls.Verify;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The trusted issuers and the client certificate of the settings.
 *
 * @param pems the PEM texts that they were read from, to detect changes
 * @param clientCertificate the client certificate
 * @param context the TLS context with both
 */
record Credentials(List<Pem> pems, ClientCertificate clientCertificate, SSLContext context) {
    private static final String CA = "tls_ca_certificate";
    private static final String CERTIFICATE = "tls_client_certificate";
    private static final String KEY = "tls_client_key";

    /**
     * Reads the credentials.
     *
     * @throws DestinationException with every certificate and key that cannot be used
     */
    static Credentials read(Tls tls) {
        return new Reading(tls).credentials();
    }

    /**
     * These credentials, or new ones if a file has changed.
     *
     * @throws DestinationException if a changed file cannot be used
     */
    Credentials renewed(Tls tls) {
        Reading reading = new Reading(tls);
        return reading.isUnchanged(pems) ? this : reading.credentials();
    }

    /** One reading of the settings and their files. */
    private static final class Reading {
        private final List<ErrorDetail> problems = new ArrayList<>();
        private final Verify verify;
        private final Optional<Pem> ca;
        private final Optional<Pem> certificate;
        private final Optional<Pem> key;

        Reading(Tls tls) {
            verify = tls.verify();
            ca = pem(CA, tls.caCertificate());
            certificate = pem(CERTIFICATE, tls.clientCertificate());
            key = pem(KEY, tls.clientKey().map(Secret::reveal));
        }

        private Optional<Pem> pem(String setting, Optional<String> given) {
            return given.flatMap(value -> attempt(() -> Pem.read(setting, value)));
        }

        private interface Step<T> {
            T run() throws UnusableCredential;
        }

        private <T> Optional<T> attempt(Step<T> step) {
            try {
                return Optional.of(step.run());
            } catch (UnusableCredential e) {
                problems.add(e.problem());
                return Optional.empty();
            }
        }

        private List<Pem> pems() {
            List<Pem> pems = new ArrayList<>();
            ca.ifPresent(pems::add);
            certificate.ifPresent(pems::add);
            key.ifPresent(pems::add);
            return pems;
        }

        boolean isUnchanged(List<Pem> previous) {
            return problems.isEmpty() && pems().equals(previous);
        }

        Credentials credentials() {
            Optional<TrustManager[]> trust = attempt(this::trust);
            Optional<ClientCertificate> clientCertificate = certificate.isPresent() && key.isPresent()
                    ? clientCertificate(certificate.get(), key.get())
                    : Optional.of(ClientCertificate.none());
            if (!problems.isEmpty() || trust.isEmpty() || clientCertificate.isEmpty()) {
                throw DestinationException.configuration(problems);
            }
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[] {clientCertificate.get()}, trust.get(), null);
                return new Credentials(pems(), clientCertificate.get(), context);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java runtime has no TLS", e);
            }
        }

        private Optional<ClientCertificate> clientCertificate(Pem chain, Pem secret) {
            return attempt(chain::certificates)
                    .flatMap(certificates -> attempt(secret::key)
                            .flatMap(privateKey -> attempt(() -> ClientCertificate.of(certificates, privateKey))));
        }

        private TrustManager[] trust() throws UnusableCredential {
            if (verify == Verify.NONE) {
                return Trust.anyone();
            }
            try {
                return ca.isPresent() ? Trust.of(ca.get().certificates()) : Trust.ofJava();
            } catch (GeneralSecurityException | IOException e) {
                throw new UnusableCredential(
                        CA,
                        ca.isPresent() ? "cannot be used." : "is not set, and the trust store of Java cannot be read.",
                        "Set tls_ca_certificate to the certificate of the server's issuer.");
            }
        }
    }
}
