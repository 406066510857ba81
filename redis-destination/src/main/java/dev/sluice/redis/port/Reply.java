package dev.sluice.redis.port;

import dev.sluice.redis.config.Endpoint;
import java.util.List;
import java.util.Optional;

/** The reply to a command, or the reason why there is none. */
public sealed interface Reply {
    /**
     * A successful reply.
     *
     * @param value a Long, a byte[] (bulk string), a String (simple string) or a List of these; see also the constants
     */
    record Value(Object value) implements Reply {}

    /**
     * An error reply.
     *
     * @param text the full text, which may repeat arguments of the command; never for a message
     */
    record Refused(String text) implements Reply {
        /** Shows only the first word, because the rest may repeat arguments of the command. */
        @Override
        public String toString() {
            int end = text.indexOf(' ');
            return "Refused[" + (end < 0 ? text : text.substring(0, end)) + "]";
        }
    }

    /**
     * No reply, because the connection failed.
     *
     * @param kind the failure
     * @param sent whether the server may have received the command
     * @param interrupted whether the calling thread was interrupted
     * @param handshakeReply the refusal of the handshake, if {@code kind} is {@link TransportFailure#HANDSHAKE}
     * @param server where the connection led, if that is known
     * @param announced whether a sentinel or a node of the cluster named that server; it may name another one soon
     */
    record Lost(
            TransportFailure kind,
            boolean sent,
            boolean interrupted,
            Optional<Refused> handshakeReply,
            Optional<Endpoint> server,
            boolean announced)
            implements Reply {
        /** A loss without a refused handshake. */
        public Lost(TransportFailure kind, boolean sent, boolean interrupted) {
            this(kind, sent, interrupted, Optional.empty(), Optional.empty(), false);
        }

        /** A refused handshake. */
        public static Lost handshake(Refused reply) {
            return new Lost(TransportFailure.HANDSHAKE, false, false, Optional.of(reply), Optional.empty(), false);
        }

        /** The same loss, for a command that was not sent. */
        public Lost unsent() {
            return new Lost(kind, false, interrupted, handshakeReply, server, announced);
        }

        /** The same loss, of a connection to this server. */
        public Lost at(Endpoint endpoint) {
            return new Lost(kind, sent, interrupted, handshakeReply, Optional.of(endpoint), announced);
        }

        /** The same loss, of a connection to a server that another one named. */
        public Lost ofAnnounced() {
            return new Lost(kind, sent, interrupted, handshakeReply, server, true);
        }
    }

    /** The reply {@code +OK}. */
    Value OK = new Value("OK");

    /** The null reply: the key does not exist. */
    Value NIL = new Value(List.of("nil"));

    /** A value that exceeds the limit of the settings. It was read from the connection and dropped. */
    Value TOO_LONG = new Value(List.of("too long"));
}
