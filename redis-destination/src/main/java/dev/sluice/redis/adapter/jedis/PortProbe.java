package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Looks at a port once more, over a connection of its own and without any credential, to see what a failure to get in means. */
final class PortProbe {
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Watchdog watchdog;

    PortProbe(RedisSettings settings, Optional<TlsLayer> tls, Watchdog watchdog) {
        this.settings = settings;
        this.tls = tls;
        this.watchdog = watchdog;
    }

    /** The failure, or a more precise one if the port shows that it is. Takes up to a second. */
    TransportFailure named(TransportFailure failure, Endpoint endpoint) {
        if (Thread.currentThread().isInterrupted()) {
            return failure;
        }
        return switch (failure) {
            case LOST, PROTOCOL, COMMAND_TIMEOUT -> brokenOff(failure, endpoint);
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

    private TransportFailure brokenOff(TransportFailure failure, Endpoint endpoint) {
        if (tls.isEmpty()) {
            return speaksTls(endpoint) ? TransportFailure.TLS_REQUIRED : failure;
        }
        return refusesCertificate(endpoint) ? TransportFailure.TLS_CLIENT_CERTIFICATE : failure;
    }

    /**
     * Whoever has sent something to a server that breaks off may get no reason, and whoever only listens mostly does. Mostly: a server that
     * wants a certificate, is shown one, and breaks off a second time although nothing more was sent, has refused it as well.
     */
    private boolean refusesCertificate(Endpoint endpoint) {
        if (settings.tls().clientCertificate().isEmpty()) {
            return false;
        }
        boolean[] asked = {false};
        TransportFailure seen = attempt(endpoint, tls, Wire::read, wire -> asked[0] = wire.wasAskedForCertificate())
                .orElse(TransportFailure.PROTOCOL);
        boolean brokenOff = seen == TransportFailure.LOST || seen == TransportFailure.TLS_HANDSHAKE;
        return seen == TransportFailure.TLS_CLIENT_CERTIFICATE || (asked[0] && brokenOff);
    }

    private boolean speaksRedis(Endpoint endpoint) {
        return attempt(endpoint, Optional.empty(), LogIn::ping, wire -> {}).isEmpty();
    }

    private boolean speaksTls(Endpoint endpoint) {
        Optional<TransportFailure> failure = attempt(endpoint, Optional.of(TlsLayer.blind()), wire -> {}, wire -> {});
        return failure.isEmpty()
                || failure.get() == TransportFailure.TLS_VERSION
                || failure.get() == TransportFailure.TLS_CLIENT_CERTIFICATE;
    }

    private interface Look {
        void at(Wire wire) throws TransportException;
    }

    /** How a look at the port failed, if it did; silence counts as {@link TransportFailure#COMMAND_TIMEOUT}. */
    private Optional<TransportFailure> attempt(
            Endpoint endpoint, Optional<TlsLayer> layer, Look look, Consumer<Wire> after) {
        Duration time = settings.connectTimeout().compareTo(LONGEST) < 0 ? settings.connectTimeout() : LONGEST;
        try (Wire wire = new Wire(settings, endpoint, layer)) {
            Watchdog.Deadline deadline = watchdog.start(wire, time);
            try {
                wire.resolve(time);
                wire.connect(time);
                wire.secure();
                look.at(wire);
                return Optional.empty();
            } catch (TransportException e) {
                return Optional.of(deadline.end() ? e.kind() : TransportFailure.COMMAND_TIMEOUT);
            } finally {
                after.accept(wire);
                deadline.end();
            }
        }
    }
}
