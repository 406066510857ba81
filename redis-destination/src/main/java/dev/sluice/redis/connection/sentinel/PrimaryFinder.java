package dev.sluice.redis.connection.sentinel;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.NodeConnection;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.ErrorCategory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks the sentinels, one after the other, which server is the primary. Closes each connection after the reply. A user of the sentinels needs
 * the right {@code +sentinel|get-master-addr-by-name}. For one thread.
 */
public final class PrimaryFinder {
    private static final int HOST_AND_PORT = 2;
    private static final int MAX_PORT = 65_535;

    private final Topology.Sentinel sentinel;
    private final ConnectionFactory connections;
    private final Duration timeout;
    private int first;

    /** A finder that asks the sentinels of a topology. */
    public PrimaryFinder(RedisSettings settings, Topology.Sentinel sentinel, ConnectionFactory connections) {
        this.sentinel = sentinel;
        this.connections = connections;
        this.timeout = settings.connectTimeout();
    }

    /**
     * Finds the primary.
     *
     * @param check called with each server that a sentinel names, until it accepts one
     * @return the most specific failure, if none was accepted
     */
    public Reply.@Nullable Lost find(PrimaryCheck check) {
        List<Endpoint> sentinels = sentinel.nodes();
        Reply.Lost sentinelFailure = null;
        Reply.Lost serverFailure = null;
        int from = first;
        for (int i = 0; i < sentinels.size(); i++) {
            int next = (from + i) % sentinels.size();
            Answer answer = ask(sentinels.get(next));
            Reply.Lost failure =
                    answer.server().isPresent() ? check.check(answer.server().get()) : answer.lost();
            if (failure == null || failure.interrupted()) {
                // Ask this sentinel first next time.
                first = next;
                return failure;
            }
            if (answer.server().isPresent()) {
                serverFailure = serverFailure == null ? failure : serverFailure;
            } else if (sentinelFailure == null || isMoreSpecific(failure.kind(), sentinelFailure.kind())) {
                sentinelFailure = failure;
            }
        }
        // A failing primary is the real problem; a sentinel that does not know it may be new.
        return serverFailure == null ? sentinelFailure : serverFailure;
    }

    /** What a sentinel says: a server, or a failure. */
    private record Answer(Optional<Endpoint> server, Reply.@Nullable Lost lost) {
        private static Answer of(Reply.Lost lost) {
            return new Answer(Optional.empty(), lost);
        }

        private static Answer of(TransportFailure kind) {
            return of(new Reply.Lost(kind, false, false));
        }
    }

    private Answer ask(Endpoint endpoint) {
        Reply reply;
        try (NodeConnection connection = connections.toSentinel(endpoint, sentinel)) {
            reply = connection.query(timeout, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinel.master());
        }
        if (reply instanceof Reply.Lost lost) {
            return lost.interrupted() ? Answer.of(lost) : Answer.of(failureOf(lost));
        }
        if (reply instanceof Reply.Refused refused) {
            return Answer.of(meaningOf(refused));
        }
        if (reply.equals(Reply.NIL)) {
            return Answer.of(TransportFailure.MASTER_UNKNOWN);
        }
        Endpoint named = endpoint(((Reply.Value) reply).value());
        return named == null ? Answer.of(TransportFailure.PROTOCOL) : new Answer(Optional.of(named), null);
    }

    private static TransportFailure failureOf(Reply.Lost lost) {
        return switch (lost.kind()) {
            case HANDSHAKE ->
                lost.handshakeReply().map(PrimaryFinder::meaningOf).orElse(TransportFailure.NO_SENTINEL);
            case UNKNOWN_HOST, REFUSED, UNREACHABLE, CONNECT_TIMEOUT, COMMAND_TIMEOUT, LOST ->
                TransportFailure.NO_SENTINEL;
            case TLS_REQUIRED,
                    TLS_NOT_SPOKEN,
                    TLS_HANDSHAKE,
                    TLS_VERSION,
                    TLS_UNTRUSTED,
                    TLS_EXPIRED,
                    TLS_HOST_NAME,
                    TLS_CERTIFICATE,
                    TLS_CLIENT_CERTIFICATE,
                    PROTOCOL,
                    NOT_A_CLUSTER,
                    NO_SENTINEL,
                    NOT_A_SENTINEL,
                    SENTINEL_LOGIN,
                    MASTER_UNKNOWN,
                    MASTER_STALE -> lost.kind();
        };
    }

    private static TransportFailure meaningOf(Reply.Refused refused) {
        RedisFailure failure = ErrorReply.of(refused).failure();
        if (failure == RedisFailure.UNKNOWN_COMMAND) {
            return TransportFailure.NOT_A_SENTINEL;
        }
        boolean login =
                failure.category() == ErrorCategory.AUTHENTICATION || failure.category() == ErrorCategory.PERMISSION;
        return login ? TransportFailure.SENTINEL_LOGIN : TransportFailure.NO_SENTINEL;
    }

    /** Any other failure is more specific than a sentinel that does not answer. */
    private static boolean isMoreSpecific(TransportFailure later, TransportFailure earlier) {
        return earlier == TransportFailure.NO_SENTINEL && later != TransportFailure.NO_SENTINEL;
    }

    private static @Nullable Endpoint endpoint(Object value) {
        if (value instanceof List<?> parts
                && parts.size() == HOST_AND_PORT
                && parts.get(0) instanceof byte[] host
                && parts.get(1) instanceof byte[] digits) {
            try {
                int port = Integer.parseInt(new String(digits, StandardCharsets.US_ASCII));
                return port > 0 && port <= MAX_PORT
                        ? new Endpoint(new String(host, StandardCharsets.UTF_8), port)
                        : null;
            } catch (NumberFormatException e) {
                return null;
            }
        }
        return null;
    }
}
