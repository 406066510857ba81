package dev.sluice.host.sync;

import dev.sluice.host.report.SyncReport;
import java.util.concurrent.atomic.LongAdder;

/** Counts of a run. Safe for use by several threads; exact once they have ended. */
final class Tally {
    final LongAdder read = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder written = new LongAdder();
    final LongAdder added = new LongAdder();
    final LongAdder changed = new LongAdder();
    final LongAdder renewed = new LongAdder();
    final LongAdder unchanged = new LongAdder();
    final Fates rows = new Fates();
    final LongAdder planned = new LongAdder();
    final LongAdder removed = new LongAdder();
    final Fates removals = new Fates();

    /** What becomes of changes that do not happen, for rows and removals alike. */
    static final class Fates {
        final LongAdder skipped = new LongAdder();
        final LongAdder rejected = new LongAdder();
        final LongAdder indeterminate = new LongAdder();
        final LongAdder notAttempted = new LongAdder();
        /** Taken by the destination; the commit decides. */
        final LongAdder accepted = new LongAdder();
    }

    Fates fates(Batch batch) {
        return batch.isRemovals() ? removals : rows;
    }

    /** Books what was never handed to a lane, because the run ended early, as not attempted. */
    void settleRest() {
        SyncReport.Rows now = rows();
        rows.notAttempted.add(now.read()
                - now.written()
                - now.unchanged()
                - now.skipped()
                - now.rejected()
                - now.indeterminate()
                - now.notAttempted()
                - rows.accepted.sum());
        SyncReport.Removals gone = removals();
        removals.notAttempted.add(gone.planned()
                - gone.removed()
                - gone.rejected()
                - gone.indeterminate()
                - gone.notAttempted()
                - removals.accepted.sum());
    }

    SyncReport.Rows rows() {
        return new SyncReport.Rows(
                read.sum(),
                written.sum(),
                added.sum(),
                changed.sum(),
                renewed.sum(),
                unchanged.sum(),
                rows.skipped.sum(),
                rows.rejected.sum(),
                rows.indeterminate.sum(),
                rows.notAttempted.sum());
    }

    SyncReport.Removals removals() {
        return new SyncReport.Removals(
                planned.sum(),
                // A record that the destination leaves alone is not there any more as far as this sync is concerned.
                removed.sum() + removals.skipped.sum(),
                removals.rejected.sum(),
                removals.indeterminate.sum(),
                removals.notAttempted.sum());
    }
}
