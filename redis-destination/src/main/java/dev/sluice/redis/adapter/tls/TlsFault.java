package dev.sluice.redis.adapter.tls;

import dev.sluice.redis.port.TransportFailure;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.Set;

/**
 * What a fault of TLS means. The Java runtime has types for what it finds itself, but only texts for the alerts of the other side; the texts
 * are those of the TLS standard.
 */
public final class TlsFault {
    private static final String ALERT = "Received fatal alert: ";
    private static final Set<String> ABOUT_CLIENT_CERTIFICATE = Set.of(
            "certificate_required",
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");
    private static final Set<String> NOTHING_IN_COMMON =
            Set.of("protocol_version", "handshake_failure", "insufficient_security");

    private TlsFault() {}

    /** The meaning of a fault, if it has one beyond that the connection is lost. */
    public static Optional<TransportFailure> of(Throwable fault) {
        Optional<TransportFailure> found = Optional.empty();
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            Optional<TransportFailure> deeper = ofOne(cause);
            if (deeper.isPresent()) {
                found = deeper;
            }
        }
        return found;
    }

    private static Optional<TransportFailure> ofOne(Throwable cause) {
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
            if (ABOUT_CLIENT_CERTIFICATE.contains(alert)) {
                return Optional.of(TransportFailure.TLS_CLIENT_CERTIFICATE);
            }
            return NOTHING_IN_COMMON.contains(alert) ? Optional.of(TransportFailure.TLS_VERSION) : Optional.empty();
        }
        return text.contains("is not accepted by client preferences") || text.startsWith("No appropriate protocol")
                ? Optional.of(TransportFailure.TLS_VERSION)
                : Optional.empty();
    }
}
