package dev.sluice.host.sync;

import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.ChangeState;
import dev.sluice.host.change.RowHash;
import dev.sluice.host.report.DeadLetters;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Books the fate of every row and removal: counts, error groups, dead letters, state. Safe for use by several threads. */
final class Ledger {
    private static final String REJECTED = "rejected";
    private static final String INDETERMINATE = "indeterminate";

    private final DeadLetters deadLetters;
    private final @Nullable ChangeState state;
    private final Set<String> partial;
    private final Tally tally = new Tally();
    private final Samples samples = new Samples();
    private final ErrorGroups errors = new ErrorGroups();
    private final Map<String, Long> skips = new TreeMap<>();

    /** Where no state is kept. */
    Ledger(DeadLetters deadLetters) {
        this(deadLetters, null, Set.of());
    }

    /**
     * @param state learns what was written and removed
     * @param partial codes with which a rejected row may have been applied in part
     */
    Ledger(DeadLetters deadLetters, @Nullable ChangeState state, Set<String> partial) {
        this.deadLetters = deadLetters;
        this.state = state;
        this.partial = Set.copyOf(partial);
    }

    Tally tally() {
        return tally;
    }

    List<Row> samples() {
        return samples.rows();
    }

    synchronized List<SyncReport.ErrorGroup> errors() {
        return errors.groups();
    }

    synchronized Map<String, Long> skips() {
        return Map.copyOf(skips);
    }

    /** A row that does not reach the destination. */
    void reject(long number, ErrorDetail error, @Nullable Row row) {
        tally.rows.rejected.increment();
        tally.unreadable.increment();
        synchronized (this) {
            errors.add(number, error);
        }
        deadLetters.row(number, REJECTED, error, row);
    }

    /** What the destination says of a batch. Counted wholly before anything is stored, which may fail. */
    void settle(Batch batch, BatchResult result) {
        LongAdder done = batch.isRemovals() ? tally.removed : tally.written;
        if (result.isAllWritten()) {
            done.add(batch.size());
        }
        for (int i = 0; i < batch.size(); i++) {
            Outcome outcome = result.outcome(i);
            if (outcome instanceof Outcome.Written) {
                if (!result.isAllWritten()) {
                    done.increment();
                }
                count(batch.kind(i));
            } else if (outcome instanceof Outcome.Accepted) {
                tally.fates(batch).accepted.increment();
                count(batch.kind(i));
            } else if (outcome instanceof Outcome.Skipped skipped) {
                skip(batch, skipped.reason());
            } else if (outcome instanceof Outcome.Rejected rejected) {
                tally.fates(batch).rejected.increment();
                group(batch, i, rejected.error());
            } else if (outcome instanceof Outcome.Indeterminate unknown) {
                tally.fates(batch).indeterminate.increment();
                group(batch, i, unknown.error());
            }
        }
        for (int i = 0; i < batch.size(); i++) {
            Outcome outcome = result.outcome(i);
            if (outcome instanceof Outcome.Written) {
                remember(batch, i);
            } else if (outcome instanceof Outcome.Skipped) {
                if (batch.isRemovals()) {
                    remember(batch, i);
                } else {
                    forgetNew(batch, i);
                }
            } else if (outcome instanceof Outcome.Rejected rejected) {
                // Of a row that was applied in part there may be a record, which is this sync's own: it stays not
                // certain.
                if (!partial.contains(rejected.error().code())) {
                    forgetNew(batch, i);
                }
                bury(batch, i, REJECTED, rejected.error());
            } else if (outcome instanceof Outcome.Indeterminate unknown) {
                bury(batch, i, INDETERMINATE, unknown.error());
            }
        }
    }

    private void remember(Batch batch, int position) {
        if (batch.isRemovals()) {
            forget(batch, position);
            return;
        }
        samples.offer(batch.number(position), batch.row(position));
        Identity identity = batch.identity(position);
        RowHash hash = batch.hash(position);
        if (state != null && identity != null && hash != null) {
            state.written(identity, hash);
        }
    }

    /** What this sync did not write is not its own to remove: another's record may be there. */
    private void forgetNew(Batch batch, int position) {
        if (batch.kind(position) == ChangeKind.ADDED) {
            forget(batch, position);
        }
    }

    private void forget(Batch batch, int position) {
        Identity identity = batch.identity(position);
        if (state != null && identity != null) {
            state.forget(identity);
        }
    }

    private void count(@Nullable ChangeKind kind) {
        if (kind == null) {
            return;
        }
        switch (kind) {
            case ADDED -> tally.added.increment();
            case CHANGED -> tally.changed.increment();
            case RENEWED -> tally.renewed.increment();
            case DUPLICATE -> throw new IllegalStateException("a duplicate is not written");
        }
    }

    private void skip(Batch batch, String reason) {
        tally.fates(batch).skipped.increment();
        synchronized (this) {
            skips.merge(reason, 1L, Long::sum);
        }
    }

    private void group(Batch batch, int position, ErrorDetail error) {
        synchronized (this) {
            errors.add(batch.number(position), error);
        }
    }

    private void bury(Batch batch, int position, String outcome, ErrorDetail error) {
        if (batch.isRemovals()) {
            deadLetters.removal(outcome, error, batch.row(position));
        } else {
            deadLetters.row(batch.number(position), outcome, error, batch.row(position));
        }
    }

    /** The run is committed: what was accepted and is not reported is written. */
    void acceptedWritten() {
        tally.written.add(tally.rows.accepted.sumThenReset());
        tally.removed.add(tally.removals.accepted.sumThenReset());
    }

    /** The run is not committed: nothing of what was accepted happened. */
    void acceptedNotAttempted() {
        for (Tally.Fates fates : List.of(tally.rows, tally.removals)) {
            fates.notAttempted.add(fates.accepted.sumThenReset());
        }
    }

    /** Nobody knows whether what was accepted happened. */
    synchronized void acceptedIndeterminate(ErrorDetail error) {
        for (Tally.Fates fates : List.of(tally.rows, tally.removals)) {
            long accepted = fates.accepted.sumThenReset();
            fates.indeterminate.add(accepted);
            errors.addAll(accepted, error);
        }
    }

    /**
     * The commit refused an accepted change.
     *
     * @param number the row's number; 0 if it is not known, or for a removal
     * @param row its values, or the fields of the identity
     */
    void acceptedRejected(long number, ErrorDetail error, Row row, boolean removal) {
        Tally.Fates fates = removal && tally.removals.accepted.sum() > 0 ? tally.removals : tally.rows;
        fates.accepted.decrement();
        fates.rejected.increment();
        synchronized (this) {
            errors.add(number, error);
        }
        if (removal) {
            deadLetters.removal(REJECTED, error, row);
        } else {
            deadLetters.row(number, REJECTED, error, row);
        }
    }

    /** The commit left the record of an accepted change as it is. */
    void acceptedSkipped(String reason) {
        tally.rows.accepted.decrement();
        tally.rows.skipped.increment();
        synchronized (this) {
            skips.merge(reason, 1L, Long::sum);
        }
    }

    /** Whether a change was acknowledged, whatever becomes of the commit. */
    boolean hasWritten() {
        return tally.written.sum() + tally.removed.sum() > 0;
    }

    /** A batch of which nothing was applied. */
    void notAttempted(Batch batch) {
        tally.fates(batch).notAttempted.add(batch.size());
    }

    /** A batch of which nobody knows what was applied. */
    void indeterminate(Batch batch, ErrorDetail error) {
        tally.fates(batch).indeterminate.add(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            group(batch, i, error);
        }
        for (int i = 0; i < batch.size(); i++) {
            bury(batch, i, INDETERMINATE, error);
        }
    }
}
