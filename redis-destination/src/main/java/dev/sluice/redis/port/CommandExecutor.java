package dev.sluice.redis.port;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Sends commands and reads a reply for each. Owns the connections, to one server or to every node of a cluster; their log-in; the deadline
 * of a round trip, which it keeps by closing what is late; and redirections. Opening a connection has a time of its own: a batch that finds
 * none shall have as long as any other. Retries nothing else. For one thread.
 */
public interface CommandExecutor extends AutoCloseable {
    /**
     * Sends commands, those of one key in order, and reads their replies. Each connection is one round trip.
     *
     * <p>Never throws for what the server or the network does: an error reply is a {@link Reply.Refused}, and a connection that is lost
     * makes {@link Reply.Lost} of those commands that it had not answered; what it had answered is kept, and so is what other nodes answer.
     * A lost connection is gone; the next call opens a new one. A command that was not answered is followed by no answered one of its key.
     *
     * @return one reply for each command, in the order of the commands
     */
    List<Reply> execute(List<Command> commands);

    /**
     * Waits until replicas have what was written since the connections were opened: {@code WAIT} on every connection that commands were
     * sent on since the last call of this method, of {@link #reset}, or of {@link #execute} that told of a loss. Opens none: where such a
     * connection is gone, nothing can be told, and the reply is {@link Reply.Lost}, once.
     *
     * @param replicas how many are waited for
     * @param timeout how long at most; the replies may take as long as other replies beyond it
     * @return a Long, the smallest number of replicas over these connections; or why it is not known
     */
    Reply awaitReplicas(int replicas, Duration timeout);

    /**
     * Asks for a sign of life from the server that has a key, with {@code PING} over another, new connection, which is closed again.
     *
     * @return what it answers, or how that failed
     */
    Reply ping(byte[] key);

    /** Drops every connection and all knowledge of who is primary: the next call looks names up and connects anew. */
    void reset();

    /** Closes every connection. Idempotent. */
    @Override
    void close();

    /**
     * One command.
     *
     * @param key the key that it is about, by which a cluster finds its node; empty if it is about none
     * @param arguments the name and its arguments, the key among them, in the bytes that are sent; never modified
     */
    @SuppressWarnings("ArrayRecordComponent") // made once, sent, never compared
    record Command(byte[] key, List<byte[]> arguments) {
        private static final byte[] NONE = {};

        /** A command that is about no key. */
        public static Command withoutKey(List<byte[]> arguments) {
            return new Command(NONE, arguments);
        }
    }

    /** A reply. */
    sealed interface Reply {
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
         * @param logIn what the server answered to the log-in, if {@code kind} is {@link TransportFailure#HANDSHAKE}
         */
        record Lost(TransportFailure kind, boolean sent, boolean interrupted, Optional<Refused> logIn)
                implements Reply {
            /** A loss that is not a refused log-in. */
            public Lost(TransportFailure kind, boolean sent, boolean interrupted) {
                this(kind, sent, interrupted, Optional.empty());
            }
        }

        /** The null reply. */
        Value NIL = new Value(List.of("nil"));

        /** A value that is there, longer than any that the settings let anybody write, and was not kept. */
        Value TOO_LONG = new Value(List.of("too long"));
    }

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
        /** The port speaks TLS, and the URL says that it does not. */
        TLS_REQUIRED,
        /** The port speaks Redis without TLS, and the URL says that it speaks TLS. */
        TLS_NOT_SPOKEN,
        /** The server does not complete the handshake, or breaks it off. */
        TLS_HANDSHAKE,
        /** No version or cipher of TLS is common to both sides. */
        TLS_VERSION,
        /** Nobody who is trusted vouches for the server. */
        TLS_UNTRUSTED,
        /** The server's certificate has expired, or is not valid yet. */
        TLS_EXPIRED,
        /** The server's certificate names another host. */
        TLS_HOST_NAME,
        /** The server's certificate is no good for another reason. */
        TLS_CERTIFICATE,
        /** The server wants a client certificate, or refuses the one that it was shown. */
        TLS_CLIENT_CERTIFICATE,
        /** No reply within the deadline of the batch. */
        COMMAND_TIMEOUT,
        /** The connection was closed or reset. */
        LOST,
        /** What came back is not the Redis protocol. */
        PROTOCOL,
        /** The server refused the log-in or the database; the reply tells which. */
        HANDSHAKE,
        /** The server is no node of a cluster. */
        NOT_A_CLUSTER,
        /** No sentinel answers. */
        NO_SENTINEL,
        /** What answers there is no sentinel. */
        NOT_A_SENTINEL,
        /** The sentinels refuse the log-in. */
        SENTINEL_LOGIN,
        /** The sentinels watch no primary of this name. */
        MASTER_UNKNOWN,
        /** The sentinels name a server that is not, or not yet, the primary. */
        MASTER_STALE
    }
}
