package dev.sluice.host.ledger;

import dev.sluice.host.report.SyncReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts of a run. Safe for use by several threads; exact once they have ended. */
public final class RunCounters {
    final LongAdder read = new LongAdder();
    final LongAdder unreadable = new LongAdder();
    final LongAdder added = new LongAdder();
    final LongAdder changed = new LongAdder();
    final LongAdder renewed = new LongAdder();
    final LongAdder unchanged = new LongAdder();
    final LongAdder planned = new LongAdder();
    final Fates rows = new Fates();
    final Fates removals = new Fates();

    /** What becomes of changes, for rows and removals alike. */
    static final class Fates {
        final LongAdder done = new LongAdder();
        final LongAdder skipped = new LongAdder();
        final LongAdder rejected = new LongAdder();
        final LongAdder indeterminate = new LongAdder();
        final LongAdder notAttempted = new LongAdder();
        /** Taken by the destination; the commit decides. */
        final LongAdder accepted = new LongAdder();

        List<LongAdder> each() {
            return List.of(done, skipped, rejected, indeterminate, notAttempted, accepted);
        }

        /** How many of these changes have a fate. */
        long settled() {
            return done.sum()
                    + skipped.sum()
                    + rejected.sum()
                    + indeterminate.sum()
                    + notAttempted.sum()
                    + accepted.sum();
        }
    }

    Fates fates(Item item) {
        return item.isRemoval() ? removals : rows;
    }

    /** Rows of the source that were looked at. */
    public void read(long count) {
        read.add(count);
    }

    /** Rows whose records hold them already. */
    public void unchanged(long count) {
        unchanged.add(count);
    }

    /** Records that are to be removed; below 0 for those that are not to be any more. */
    public void planned(long count) {
        planned.add(count);
    }

    /** How many rows were read. */
    public long read() {
        return read.sum();
    }

    /** How many rows could not be read or mapped, or were refused before they reached the destination. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** How many rows were rejected, by whomever. */
    public long rejected() {
        return rows.rejected.sum();
    }

    /** Whether a change was acknowledged. */
    public boolean hasWritten() {
        return rows.done.sum() + removals.done.sum() > 0;
    }

    /** How much of the rows that were read and are to be written has an outcome, from 0 to 1. */
    public double settledRows() {
        return share(rows.settled(), read.sum() - unchanged.sum());
    }

    /** How much of the removals has an outcome, from 0 to 1. */
    public double settledRemovals() {
        return share(removals.settled(), planned.sum());
    }

    private static double share(long settled, long all) {
        return all == 0 ? 0 : Math.min(1, (double) settled / all);
    }

    private List<LongAdder> each() {
        List<LongAdder> each = new ArrayList<>(List.of(read, unreadable, added, changed, renewed, unchanged, planned));
        each.addAll(rows.each());
        each.addAll(removals.each());
        return each;
    }

    /** All counts, for {@link #add}. */
    List<Long> tally() {
        return each().stream().map(LongAdder::sum).toList();
    }

    /** Adds the counts of other counters. */
    void add(List<Long> tally) {
        List<LongAdder> each = each();
        for (int i = 0; i < each.size(); i++) {
            each.get(i).add(tally.get(i));
        }
    }

    /** Counts what was never handed to a lane, because the run ended early, as not attempted. */
    void settleRest() {
        rows.notAttempted.add(read.sum() - unchanged.sum() - rows.settled());
        removals.notAttempted.add(planned.sum() - removals.settled());
    }

    /** What became of the rows so far. A row is counted as read before it has an outcome, so what is counted later is looked at first. */
    public SyncReport.Rows rows() {
        long wasAdded = added.sum();
        long wasChanged = changed.sum();
        long wasRenewed = renewed.sum();
        long written = rows.done.sum();
        long skipped = rows.skipped.sum();
        long rejected = rows.rejected.sum();
        long indeterminate = rows.indeterminate.sum();
        long notAttempted = rows.notAttempted.sum();
        long same = unchanged.sum();
        return new SyncReport.Rows(
                read.sum(),
                written,
                wasAdded,
                wasChanged,
                wasRenewed,
                same,
                skipped,
                rejected,
                indeterminate,
                notAttempted);
    }

    /** What became of the removals so far. */
    public SyncReport.Removals removals() {
        // A record that the destination leaves alone is not there any more as far as this sync is concerned.
        long removed = removals.done.sum() + removals.skipped.sum();
        long rejected = removals.rejected.sum();
        long indeterminate = removals.indeterminate.sum();
        long notAttempted = removals.notAttempted.sum();
        return new SyncReport.Removals(planned.sum(), removed, rejected, indeterminate, notAttempted);
    }
}
