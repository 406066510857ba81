package dev.sluice.redis.write;

import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.write.FailureCatalog.Failure;
import org.jspecify.annotations.Nullable;

/** What kept an attempt from giving every change an outcome: the failures that may pass, and what follows from them. */
final class Trouble {
    private @Nullable Failure failure;
    private Patience patience = Patience.BUDGET;
    private boolean refused;
    private boolean broke;
    private boolean late;

    /** A connection was lost, or could not be opened. */
    void lost(Reply.Lost lost, Failure what) {
        boolean midway = lost.sent() && !lost.interrupted();
        broke |= midway && lost.kind() == TransportFailure.LOST;
        late |= midway && lost.kind() == TransportFailure.COMMAND_TIMEOUT;
        add(what, Patience.of(what.kind()));
    }

    /** The server refused a command for now. */
    void refused(Failure what, Patience borne) {
        refused = true;
        add(what, borne);
    }

    /** The connection went before it told whether replicas have what was written: that says nothing of the changes, or of their size. */
    void unconfirmed(Failure what) {
        add(what, Patience.of(what.kind()));
    }

    /** It cannot be mended by trying again. */
    void ends(Failure what) {
        add(what, Patience.NONE);
    }

    private void add(Failure what, Patience borne) {
        if (failure == null || borne.compareTo(patience) < 0) {
            failure = what;
            patience = borne;
        }
    }

    /** The failure that counts: the one that is borne least; null if there is no trouble. */
    @Nullable
    Failure failure() {
        return failure;
    }

    Patience patience() {
        return patience;
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
        return failure != null
                && (failure.kind() == RunCode.READ_ONLY_REPLICA
                        || failure.kind() == RunCode.MASTER_DOWN
                        || failure.kind() == RunCode.NOT_ENOUGH_REPLICAS
                        || failure.kind() == RunCode.CLUSTER_DOWN);
    }
}
