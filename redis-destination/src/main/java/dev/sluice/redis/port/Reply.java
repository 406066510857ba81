package dev.sluice.redis.port;

import java.util.List;
import java.util.Optional;

/** A reply. */
public sealed interface Reply {
    /** Success: Long, byte[], String (simple), List of such, {@link #NIL} or {@link #TOO_LONG}. */
    record Value(Object value) implements Reply {}

    /**
     * The server refused the command.
     *
     * @param text the reply as it came; may hold arguments, so it is for the catalog only, never for a message
     */
    record Refused(String text) implements Reply {
        /** Shows the first word alone: the rest may repeat the arguments of the command. */
        @Override
        public String toString() {
            int end = text.indexOf(' ');
            return "Refused[" + (end < 0 ? text : text.substring(0, end)) + "]";
        }
    }

    /**
     * There is no reply, and no more will come.
     *
     * @param kind what failed
     * @param sent whether any byte of the command may have reached the server
     * @param interrupted whether the caller's interrupt ended it
     * @param handshakeReply what the server answered to the log-in, if {@code kind} is {@link TransportFailure#HANDSHAKE}
     */
    record Lost(TransportFailure kind, boolean sent, boolean interrupted, Optional<Refused> handshakeReply)
            implements Reply {
        /** A loss that is not a refused log-in. */
        public Lost(TransportFailure kind, boolean sent, boolean interrupted) {
            this(kind, sent, interrupted, Optional.empty());
        }

        /** The same loss for a command of which nothing was sent. */
        public Lost unsent() {
            return new Lost(kind, false, interrupted, handshakeReply);
        }
    }

    /** The reply {@code +OK}. */
    Value OK = new Value("OK");

    /** The null reply. */
    Value NIL = new Value(List.of("nil"));

    /** A value that is there, longer than any that the settings let anybody write, and was not kept. */
    Value TOO_LONG = new Value(List.of("too long"));
}
