package dev.sluice.redis.connection.node;

import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;

/** A connection could not be opened, or the server refused the handshake. No command was sent. Has no stack trace. */
final class ConnectFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply.Lost lost;

    private ConnectFailure(Reply.Lost lost) {
        super(lost.kind().name(), null, false, false);
        this.lost = lost;
    }

    static ConnectFailure because(TransportFailure kind) {
        return new ConnectFailure(
                new Reply.Lost(kind, false, Thread.currentThread().isInterrupted()));
    }

    static ConnectFailure refused(Reply.Refused reply) {
        return new ConnectFailure(Reply.Lost.handshake(reply));
    }

    /** The reply for every command that was to be sent. */
    Reply.Lost lost() {
        return lost;
    }
}
