package dev.sluice.redis.write;

import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryPolicy;
import org.jspecify.annotations.Nullable;

/** What kept an attempt from giving every change an outcome: the failures that may pass, and what follows from them. */
final class Trouble {
    private @Nullable Failure failure;
    private RetryPolicy policy = RetryPolicy.BUDGET;
    private boolean refused;
    private boolean broke;
    private boolean late;

    /** A connection was lost, or could not be opened. */
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

    /** The connection went before it told whether replicas have what was written: that says nothing of the changes, or of their size. */
    void unconfirmed(Failure what) {
        add(what, what.kind().whileWriting());
    }

    /** It cannot be mended by trying again. */
    void ends(Failure what) {
        add(what, RetryPolicy.NEVER);
    }

    private void add(Failure what, RetryPolicy retries) {
        if (failure == null || retries.compareTo(policy) < 0) {
            failure = what;
            policy = retries;
        }
    }

    /** The failure that counts: the one that is borne least; null if there is no trouble. */
    @Nullable
    Failure failure() {
        return failure;
    }

    RetryPolicy policy() {
        return policy;
    }

    /** Whether a command was refused for now, so that a later one of its key may have overtaken it. */
    boolean refusedSome() {
        return refused;
    }

    /** Whether less at once may come through: commands were sent, and their connection broke or was too slow. */
    boolean concernsSize() {
        return broke || late;
    }

    /** Whether a connection broke on which commands had been sent; time that ran out does not count. */
    boolean brokeConnection() {
        return broke;
    }

    /** Whether another server may be the primary by now, so that no connection is to be trusted. */
    boolean concernsRoles() {
        return failure != null && failure.kind().reconnects();
    }
}
