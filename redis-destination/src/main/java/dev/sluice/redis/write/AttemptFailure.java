package dev.sluice.redis.write;

import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryPolicy;
import org.jspecify.annotations.Nullable;

/** The failures of one attempt that may be retried, and what to do about them. Without a failure, every change has an outcome. */
final class AttemptFailure {
    private @Nullable Failure failure;
    private RetryPolicy policy = RetryPolicy.BUDGET;
    private boolean refused;
    private boolean broke;
    private boolean late;

    /** A connection was lost, or it could not be opened. */
    void lost(Reply.Lost lost, Failure what) {
        boolean midway = lost.sent() && !lost.interrupted();
        broke |= midway && lost.kind() == TransportFailure.LOST;
        late |= midway && lost.kind() == TransportFailure.COMMAND_TIMEOUT;
        add(what, what.kind().whileWriting());
    }

    /** The server refused a command for now. */
    void refused(Failure what) {
        refused = true;
        add(what, what.kind().whileWriting());
    }

    /** The connection was lost while replicas were awaited. That says nothing about the changes or their size. */
    void unconfirmed(Failure what) {
        add(what, what.kind().whileWriting());
    }

    /** No retry can help. */
    void ends(Failure what) {
        add(what, RetryPolicy.NEVER);
    }

    private void add(Failure what, RetryPolicy retries) {
        if (failure == null || retries.compareTo(policy) < 0) {
            failure = what;
            policy = retries;
        }
    }

    /** The failure with the strictest retry policy; null if there is none. */
    @Nullable
    Failure failure() {
        return failure;
    }

    /** How long that failure is retried. */
    RetryPolicy policy() {
        return policy;
    }

    /** Whether a command was refused for now. A later command of its key may have overtaken it. */
    boolean refusedAny() {
        return refused;
    }

    /** Whether a smaller pipeline may succeed: the connection broke, or the time ran out, while it was sent. */
    boolean mayBeTooLarge() {
        return broke || late;
    }

    /** Whether a connection broke after commands were sent. A timeout does not count. */
    boolean brokeConnection() {
        return broke;
    }

    /** Whether another server may be the primary now, so that every connection is opened anew. */
    boolean reconnects() {
        return failure != null && failure.kind().reconnects();
    }
}
