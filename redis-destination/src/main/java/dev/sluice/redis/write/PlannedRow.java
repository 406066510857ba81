package dev.sluice.redis.write;

import dev.sluice.redis.command.RowPlan;
import dev.sluice.spi.Outcome;

/** A change of a batch with its commands and its state. The attempts to write it change the state. */
final class PlannedRow {
    private final int position;
    private RowPlan plan;
    private boolean settled;
    private boolean rejected;
    private boolean mayBeApplied;

    /**
     * A change that was not sent yet.
     *
     * @param position its position in the batch
     */
    PlannedRow(int position, RowPlan plan) {
        this.position = position;
        this.plan = plan;
    }

    int position() {
        return position;
    }

    RowPlan plan() {
        return plan;
    }

    byte[] key() {
        return plan.first().key();
    }

    /** Whether it has an outcome. */
    boolean isSettled() {
        return settled;
    }

    void settle(Outcome outcome) {
        settled = true;
        rejected = outcome instanceof Outcome.Rejected;
        mayBeApplied |= outcome == Outcome.WRITTEN;
    }

    /** Whether it is rejected. */
    boolean isRejected() {
        return rejected;
    }

    /** Its outcome does not count any more: it is sent again. */
    void reopen() {
        settled = false;
        rejected = false;
    }

    /** The server has applied the change or a part of it, or the reply was lost. */
    void markMaybeApplied() {
        mayBeApplied = true;
    }

    /** Whether an earlier attempt may have applied it. A condition on its key would then see its own value. */
    boolean mayBeApplied() {
        return mayBeApplied;
    }

    /** Replaces the commands. */
    void replace(RowPlan other) {
        plan = other;
    }
}
