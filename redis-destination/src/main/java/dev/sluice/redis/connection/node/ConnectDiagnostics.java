package dev.sluice.redis.connection.node;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds out why a connection failed: opens a second one to the same port, without sending credentials, and replaces a vague failure by a
 * precise one. For example, a TLS port resets a client without TLS, which looks like a network fault. Threadsafe.
 */
final class ConnectDiagnostics {
    private static final Duration MAX_TIMEOUT = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Watchdog watchdog;

    ConnectDiagnostics(RedisSettings settings, Optional<TlsLayer> tls, Watchdog watchdog) {
        this.settings = settings;
        this.tls = tls;
        this.watchdog = watchdog;
    }

    /** The failure, or a more precise one if the port reveals it. Takes up to a second. */
    TransportFailure diagnose(TransportFailure failure, Endpoint endpoint) {
        if (Thread.currentThread().isInterrupted()) {
            return failure;
        }
        return switch (failure) {
            case LOST, PROTOCOL, COMMAND_TIMEOUT -> diagnoseBroken(failure, endpoint);
            case TLS_HANDSHAKE ->
                speaksRedis(endpoint)
                        ? TransportFailure.TLS_NOT_SPOKEN
                        : refusesCertificate(endpoint) ? TransportFailure.TLS_CLIENT_CERTIFICATE : failure;
            case UNKNOWN_HOST,
                    REFUSED,
                    UNREACHABLE,
                    CONNECT_TIMEOUT,
                    TLS_REQUIRED,
                    TLS_NOT_SPOKEN,
                    TLS_VERSION,
                    TLS_UNTRUSTED,
                    TLS_EXPIRED,
                    TLS_HOST_NAME,
                    TLS_CERTIFICATE,
                    TLS_CLIENT_CERTIFICATE,
                    HANDSHAKE,
                    NOT_A_CLUSTER,
                    NO_SENTINEL,
                    NOT_A_SENTINEL,
                    SENTINEL_LOGIN,
                    MASTER_UNKNOWN,
                    MASTER_STALE -> failure;
        };
    }

    private TransportFailure diagnoseBroken(TransportFailure failure, Endpoint endpoint) {
        if (tls.isEmpty()) {
            return speaksTls(endpoint) ? TransportFailure.TLS_REQUIRED : failure;
        }
        return refusesCertificate(endpoint) ? TransportFailure.TLS_CLIENT_CERTIFICATE : failure;
    }

    /**
     * Whether the server refuses our client certificate. A client that has sent data may get a reset instead of the TLS alert, so this one only
     * reads. The server may still close without an alert: after it requested a certificate, that counts as a refusal too.
     */
    private boolean refusesCertificate(Endpoint endpoint) {
        if (settings.tls().clientCertificate().isEmpty()) {
            return false;
        }
        boolean[] requested = {false};
        TransportFailure seen = attempt(
                        endpoint,
                        tls,
                        Connection::read,
                        connection -> requested[0] = connection.isCertificateRequested())
                .orElse(TransportFailure.PROTOCOL);
        boolean broken = seen == TransportFailure.LOST || seen == TransportFailure.TLS_HANDSHAKE;
        return seen == TransportFailure.TLS_CLIENT_CERTIFICATE || (requested[0] && broken);
    }

    /** Whether the port answers as Redis does without TLS. Takes up to a second. */
    boolean speaksRedis(Endpoint endpoint) {
        return attempt(endpoint, Optional.empty(), Handshake::ping, connection -> {})
                .isEmpty();
    }

    private boolean speaksTls(Endpoint endpoint) {
        Optional<TransportFailure> failure =
                attempt(endpoint, Optional.of(TlsLayer.unverified()), connection -> {}, connection -> {});
        return failure.isEmpty()
                || failure.get() == TransportFailure.TLS_VERSION
                || failure.get() == TransportFailure.TLS_CLIENT_CERTIFICATE;
    }

    private interface Step {
        void run(Connection connection) throws TransportException;
    }

    /**
     * Connects and runs a step.
     *
     * @return the failure, if any; {@link TransportFailure#COMMAND_TIMEOUT} if the server stays silent
     */
    private Optional<TransportFailure> attempt(
            Endpoint endpoint, Optional<TlsLayer> layer, Step step, Consumer<Connection> after) {
        Duration timeout =
                settings.connectTimeout().compareTo(MAX_TIMEOUT) < 0 ? settings.connectTimeout() : MAX_TIMEOUT;
        try (Connection connection = new Connection(settings, endpoint, layer)) {
            Watchdog.Deadline deadline = watchdog.start(connection, timeout);
            try {
                connection.resolve(timeout);
                connection.connect(timeout);
                connection.secure();
                step.run(connection);
                return Optional.empty();
            } catch (TransportException e) {
                return Optional.of(deadline.end() ? e.kind() : TransportFailure.COMMAND_TIMEOUT);
            } finally {
                after.accept(connection);
                deadline.end();
            }
        }
    }
}
