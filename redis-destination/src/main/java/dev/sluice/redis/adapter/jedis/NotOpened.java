package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.util.Optional;

/** No connection could be opened, or the server refused the log-in; nothing but a greeting was sent. Costs no stack trace. */
final class NotOpened extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reply.Lost lost;

    private NotOpened(Reply.Lost lost) {
        super(lost.kind().name(), null, false, false);
        this.lost = lost;
    }

    static NotOpened because(TransportFailure kind) {
        return new NotOpened(new Reply.Lost(kind, false, Thread.currentThread().isInterrupted()));
    }

    static NotOpened refused(Reply.Refused answer) {
        return new NotOpened(new Reply.Lost(TransportFailure.HANDSHAKE, false, false, Optional.of(answer)));
    }

    /** What every command gets that was to be sent. */
    Reply.Lost lost() {
        return lost;
    }
}
