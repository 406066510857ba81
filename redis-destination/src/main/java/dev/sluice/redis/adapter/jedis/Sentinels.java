package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks sentinels which server is the primary, one after the other, over connections that are closed again. Who has logged in to them needs
 * the right {@code +sentinel|get-master-addr-by-name}. For one thread.
 */
final class Sentinels {
    private static final int HOST_AND_PORT = 2;
    private static final int MAX_PORT = 65_535;

    private final Topology.Sentinel sentinel;
    private final Wires wires;
    private final LogIn logIn;
    private final Duration time;
    private int first;

    Sentinels(RedisSettings settings, Topology.Sentinel sentinel, Wires wires) {
        this.sentinel = sentinel;
        this.wires = wires;
        this.logIn = LogIn.toSentinel(settings, sentinel);
        this.time = settings.connectTimeout();
    }

    /** Looks at a server that a sentinel names, and takes it or does not. */
    interface Candidate {
        /** The failure, if it is not to be had as the primary. */
        Reply.@Nullable Lost refuse(Endpoint server);
    }

    /**
     * Finds the primary.
     *
     * @param candidate asked about each server that a sentinel names, until it takes one
     * @return the failure that tells most, if none was taken
     */
    Reply.@Nullable Lost find(Candidate candidate) {
        List<Endpoint> sentinels = sentinel.nodes();
        Reply.Lost ofSentinels = null;
        Reply.Lost ofServers = null;
        int from = first;
        for (int i = 0; i < sentinels.size(); i++) {
            int next = (from + i) % sentinels.size();
            Answer answer = ask(sentinels.get(next));
            Reply.Lost refused = answer.server().isPresent()
                    ? candidate.refuse(answer.server().get())
                    : answer.lost();
            if (refused == null || refused.interrupted()) {
                // Who has answered is asked first the next time.
                first = next;
                return refused;
            }
            if (answer.server().isPresent()) {
                ofServers = ofServers == null ? refused : ofServers;
            } else if (ofSentinels == null || tellsMore(refused.kind(), ofSentinels.kind())) {
                ofSentinels = refused;
            }
        }
        // That a named primary is down is the matter; a sentinel that does not know it may be a new one.
        return ofServers == null ? ofSentinels : ofServers;
    }

    /** What a sentinel says: the one or the other. */
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
        try (Line line = new Line(wires, endpoint, logIn)) {
            reply = line.ask(time, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", sentinel.master());
        }
        if (reply instanceof Reply.Lost lost) {
            return lost.interrupted() ? Answer.of(lost) : Answer.of(ofSentinel(lost));
        }
        if (reply instanceof Reply.Refused refused) {
            return Answer.of(meaning(refused));
        }
        if (reply.equals(Reply.NIL)) {
            return Answer.of(TransportFailure.MASTER_UNKNOWN);
        }
        Endpoint named = endpoint(((Reply.Value) reply).value());
        return named == null ? Answer.of(TransportFailure.PROTOCOL) : new Answer(Optional.of(named), null);
    }

    private static TransportFailure ofSentinel(Reply.Lost lost) {
        return switch (lost.kind()) {
            case HANDSHAKE -> lost.handshakeReply().map(Sentinels::meaning).orElse(TransportFailure.NO_SENTINEL);
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

    private static TransportFailure meaning(Reply.Refused refused) {
        String text = refused.text().toLowerCase(Locale.ROOT);
        if (text.startsWith("err unknown command")) {
            return TransportFailure.NOT_A_SENTINEL;
        }
        boolean logIn = text.startsWith("noauth")
                || text.startsWith("wrongpass")
                || text.startsWith("noperm")
                || text.startsWith("err auth")
                || text.startsWith("err invalid password")
                || text.startsWith("err client sent auth");
        return logIn ? TransportFailure.SENTINEL_LOGIN : TransportFailure.NO_SENTINEL;
    }

    /** What only says that a sentinel does not answer gives way to what anything that answers has said. */
    private static boolean tellsMore(TransportFailure later, TransportFailure earlier) {
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
