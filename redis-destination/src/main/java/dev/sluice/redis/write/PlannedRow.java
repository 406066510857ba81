package dev.sluice.redis.write;

import dev.sluice.redis.command.RowPlan;
import dev.sluice.spi.Outcome;

/** A change on its way: its commands, and what is known of it so far. Changed by the attempts to write it. */
final class PlannedRow {
    private final int position;
    private RowPlan plan;
    private boolean settled;
    private boolean rejected;
    private boolean mayHaveLanded;

    /**
     * A change that has not been sent.
     *
     * @param position in its batch
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
        mayHaveLanded |= outcome == Outcome.WRITTEN;
    }

    /** Whether its outcome is that it is rejected. */
    boolean isRejected() {
        return rejected;
    }

    /** It is to be sent again, whatever its outcome was. */
    void reopen() {
        settled = false;
        rejected = false;
    }

    /** Something of it was written, or was sent and its answer is lost. */
    void landed() {
        mayHaveLanded = true;
    }

    /** Whether an earlier attempt may have written it; a condition on its key would then see what it wrote itself. */
    boolean mayHaveLanded() {
        return mayHaveLanded;
    }

    /** From now on it is sent so. */
    void replace(RowPlan other) {
        plan = other;
    }
}
