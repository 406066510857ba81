package dev.sluice.redis.connection.tls;

import dev.sluice.redis.port.TransportFailure;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.Set;

/**
 * Maps an exception of TLS to a {@link TransportFailure}. The Java runtime has exception types for its own checks, but only texts for the
 * alerts of the server. These texts are the names in the TLS standard.
 */
public final class TlsFailures {
    private static final String ALERT = "Received fatal alert: ";
    private static final Set<String> CLIENT_CERTIFICATE_ALERTS = Set.of(
            "certificate_required",
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");
    private static final Set<String> VERSION_ALERTS =
            Set.of("protocol_version", "handshake_failure", "insufficient_security");

    private TlsFailures() {}

    /** The failure of the deepest cause that is known; empty if none is. */
    public static Optional<TransportFailure> classify(Throwable exception) {
        Optional<TransportFailure> found = Optional.empty();
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            Optional<TransportFailure> deeper = classifyOne(cause);
            if (deeper.isPresent()) {
                found = deeper;
            }
        }
        return found;
    }

    private static Optional<TransportFailure> classifyOne(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
            return Optional.of(TransportFailure.TLS_EXPIRED);
        }
        if (cause instanceof CertPathValidatorException invalid) {
            return Optional.of(
                    invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED
                                    || invalid.getReason() == CertPathValidatorException.BasicReason.NOT_YET_VALID
                            ? TransportFailure.TLS_EXPIRED
                            : TransportFailure.TLS_CERTIFICATE);
        }
        if (cause instanceof CertPathBuilderException) {
            return Optional.of(TransportFailure.TLS_UNTRUSTED);
        }
        if (cause instanceof CertificateException) {
            boolean name = text.startsWith("No subject alternative") || text.startsWith("No name matching");
            return Optional.of(name ? TransportFailure.TLS_HOST_NAME : TransportFailure.TLS_CERTIFICATE);
        }
        if (text.startsWith(ALERT)) {
            String alert = text.substring(ALERT.length());
            if (CLIENT_CERTIFICATE_ALERTS.contains(alert)) {
                return Optional.of(TransportFailure.TLS_CLIENT_CERTIFICATE);
            }
            return VERSION_ALERTS.contains(alert) ? Optional.of(TransportFailure.TLS_VERSION) : Optional.empty();
        }
        return text.contains("is not accepted by client preferences") || text.startsWith("No appropriate protocol")
                ? Optional.of(TransportFailure.TLS_VERSION)
                : Optional.empty();
    }
}
