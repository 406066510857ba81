package dev.sluice.redis.adapter.tls;

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
 * Whom to trust and whom to be, as read from the settings.
 *
 * @param pems what it was read from, to see whether that has changed
 * @param identity who this is
 * @param context with both, ready for connections
 */
record Credentials(List<Pem> pems, ClientIdentity identity, SSLContext context) {
    private static final String CA = "tls_ca_certificate";
    private static final String CERTIFICATE = "tls_client_certificate";
    private static final String KEY = "tls_client_key";

    /** @throws DestinationException with every certificate and key that cannot be used */
    static Credentials read(Tls tls) {
        return new Reading(tls).credentials();
    }

    /**
     * These, or new ones if what they were read from has changed.
     *
     * @throws DestinationException if that cannot be used
     */
    Credentials renewed(Tls tls) {
        Reading reading = new Reading(tls);
        return reading.isOf(pems) ? this : reading.credentials();
    }

    /** One look at the settings and their files. */
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
            T run() throws Unreadable;
        }

        private <T> Optional<T> attempt(Step<T> step) {
            try {
                return Optional.of(step.run());
            } catch (Unreadable e) {
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

        boolean isOf(List<Pem> others) {
            return problems.isEmpty() && pems().equals(others);
        }

        Credentials credentials() {
            Optional<TrustManager[]> trust = attempt(this::trust);
            Optional<ClientIdentity> identity = certificate.isPresent() && key.isPresent()
                    ? identity(certificate.get(), key.get())
                    : Optional.of(ClientIdentity.none());
            if (!problems.isEmpty() || trust.isEmpty() || identity.isEmpty()) {
                throw DestinationException.configuration(problems);
            }
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[] {identity.get()}, trust.get(), null);
                return new Credentials(pems(), identity.get(), context);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("no TLS in this Java runtime", e);
            }
        }

        private Optional<ClientIdentity> identity(Pem chain, Pem secret) {
            return attempt(chain::certificates)
                    .flatMap(certificates -> attempt(secret::key)
                            .flatMap(privateKey -> attempt(() -> ClientIdentity.of(certificates, privateKey))));
        }

        private TrustManager[] trust() throws Unreadable {
            if (verify == Verify.NONE) {
                return Trust.blind();
            }
            try {
                return ca.isPresent() ? Trust.in(ca.get().certificates()) : Trust.inheritedFromJava();
            } catch (GeneralSecurityException | IOException e) {
                throw new Unreadable(
                        CA,
                        ca.isPresent() ? "cannot be used." : "is not set, and the trust store of Java cannot be read.",
                        "Set tls_ca_certificate to the certificate of the server's issuer.");
            }
        }
    }
}
