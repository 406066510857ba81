package dev.sluice.redis.port;

import java.util.List;
import java.util.Optional;

/**
 * Sends commands over one connection and reads a reply for each. Owns the connection, its log-in, and the deadline. For one thread.
 */
public interface CommandExecutor extends AutoCloseable {
    /**
     * Sends commands in order as one round trip, and reads every reply.
     *
     * <p>Never throws for what the server or the network does: an error reply is a {@link Reply.Refused}, a loss ends the exchange and
     * keeps the replies read before it. After a loss the connection is gone; the next call opens a new one.
     */
    Exchange execute(List<Command> commands);

    /** Closes the connection. Idempotent. */
    @Override
    void close();

    /**
     * One command.
     *
     * @param arguments the name and its arguments, in the bytes that are sent; never modified
     */
    record Command(List<byte[]> arguments) {}

    /**
     * What came back.
     *
     * @param replies one for each command that was answered, from the first on
     * @param loss why the rest was not answered, if any was not
     */
    record Exchange(List<Reply> replies, Optional<Loss> loss) {}

    /** A reply. */
    sealed interface Reply {
        /** Success: Long, byte[], String (simple), List of such, or {@link #NIL}. */
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

        /** The null reply. */
        Value NIL = new Value(List.of("nil"));
    }

    /**
     * Why replies are missing.
     *
     * @param kind what failed
     * @param sent whether any byte of the commands may have reached the server
     * @param interrupted whether the caller's interrupt ended it
     */
    record Loss(TransportFailure kind, boolean sent, boolean interrupted) {}

    /** What can fail between here and the server. */
    enum TransportFailure {
        /** The host name has no address. */
        UNKNOWN_HOST,
        /** Nothing listens on the port. */
        REFUSED,
        /** No network leads to the host. */
        UNREACHABLE,
        /** No connection within the timeout. */
        CONNECT_TIMEOUT,
        /** The server does not speak TLS, or breaks the handshake off. */
        TLS_HANDSHAKE,
        /** The server's certificate is not trusted, expired, or of another name. */
        TLS_CERTIFICATE,
        /** No reply within the deadline of the batch. */
        COMMAND_TIMEOUT,
        /** The connection was closed or reset. */
        LOST,
        /** What came back is not the Redis protocol. */
        PROTOCOL,
        /** The server refused the log-in or the database; the reply tells which. */
        HANDSHAKE
    }
}
