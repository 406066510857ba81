package dev.sluice.host.ledger;

import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.FinishedState;
import dev.sluice.host.deadletter.FailedRows;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Books the fate of every row and removal: counts, error groups, dead letters, state. Safe for use by several threads.
 *
 * <p>Everything is counted before anything is stored, which may fail: a state that cannot be written, or dead letters that cannot, throw a
 * {@link dev.sluice.host.failure.HostException} out of the method that tells of them.
 */
public final class Ledger {
    private static final String REJECTED = "rejected";
    private static final String INDETERMINATE = "indeterminate";

    /** Why a row is skipped whose time is over. */
    private static final String EXPIRED = "EXPIRED";

    private final FailedRows deadLetters;
    private final Consumer<RunCounters> onRejection;
    private final RunCounters counters = new RunCounters();
    private final Samples samples = new Samples();
    private final ErrorGroups errors;
    private final Map<String, Long> skips = new TreeMap<>();
    private volatile Recording recording = Recording.NONE;

    /**
     * Of a run.
     *
     * @param onRejection is told after each row that was rejected, by whichever thread
     */
    public Ledger(FailedRows deadLetters, Consumer<RunCounters> onRejection) {
        this(deadLetters, onRejection, error -> {});
    }

    /**
     * Of a run.
     *
     * @param onRejection is told after each row that was rejected, by whichever thread
     * @param onFirst is told the first error of each code
     */
    public Ledger(FailedRows deadLetters, Consumer<RunCounters> onRejection, Consumer<ErrorDetail> onFirst) {
        this.errors = new ErrorGroups(onFirst);
        this.deadLetters = deadLetters;
        this.onRejection = onRejection;
    }

    /** From now on the state learns of outcomes; called before the first lane opens. */
    public void record(Recording kept) {
        recording = kept;
    }

    /** The counts so far. */
    public RunCounters counters() {
        return counters;
    }

    /** Some of the written rows, for reading back. */
    public List<Row> samples() {
        return samples.rows();
    }

    /** Errors by code, the largest group first. */
    public synchronized List<SyncReport.ErrorGroup> errors() {
        return errors.groups();
    }

    /** Skipped rows by reason. */
    public synchronized Map<String, Long> skips() {
        return Map.copyOf(skips);
    }

    /** A row that does not reach the destination. */
    public void reject(long number, ErrorDetail error, @Nullable Row row) {
        counters.rows.rejected.increment();
        counters.unreadable.increment();
        onRejection.accept(counters);
        group(number, error);
        deadLetters.unsent(number, error, row);
    }

    /** What the destination says of a batch. */
    public void settle(List<Item> batch, BatchResult result) {
        for (int i = 0; i < batch.size(); i++) {
            count(batch.get(i), result.outcome(i));
        }
        Recording kept = recording;
        if (kept.isKept()) {
            for (int i = 0; i < batch.size(); i++) {
                kept.record(batch.get(i), result.outcome(i));
            }
        }
        if (!result.isAllWritten() || deadLetters.hasOpen()) {
            // In their order: of several changes of one record the last one counts.
            for (int i = 0; i < batch.size(); i++) {
                bury(batch.get(i), result.outcome(i));
            }
        }
    }

    /** A batch of which nothing was applied. */
    public void notAttempted(List<Item> batch) {
        for (Item item : batch) {
            if (!item.isClearing()) {
                counters.fates(item).notAttempted.increment();
            }
        }
    }

    /** A batch of which nobody knows what was applied. */
    public void indeterminate(List<Item> batch, ErrorDetail error) {
        Outcome unknown = Outcome.indeterminate(error);
        batch.forEach(item -> count(item, unknown));
        batch.forEach(item -> bury(item, unknown));
    }

    /** A row that is not sent, because the mode sends none; the state knows it from now on. */
    public void notSent(Item item, String reason) {
        count(item, Outcome.skipped(reason));
        recording.record(item, Outcome.WRITTEN);
    }

    /** Rows that are not sent, because their time is over and they have no record. */
    public synchronized void expired(long rows) {
        if (rows > 0) {
            counters.rows.skipped.add(rows);
            skips.merge(EXPIRED, rows, Long::sum);
        }
    }

    private void count(Item item, Outcome outcome) {
        if (item.isClearing()) {
            return;
        }
        RunCounters.Fates fates = counters.fates(item);
        if (outcome instanceof Outcome.Written && item.isWithdrawal()) {
            expired(1);
        } else if (outcome instanceof Outcome.Written) {
            fates.done.increment();
            count(item.kind());
            if (!item.isRemoval()) {
                samples.offer(item.number(), item.row());
            }
        } else if (outcome instanceof Outcome.Accepted) {
            fates.accepted.increment();
        } else if (outcome instanceof Outcome.Skipped skipped) {
            fates.skipped.increment();
            skip(skipped.reason());
        } else if (outcome instanceof Outcome.Rejected rejected) {
            fates.rejected.increment();
            onRejection.accept(counters);
            group(item.number(), rejected.error());
        } else if (outcome instanceof Outcome.Indeterminate unknown) {
            fates.indeterminate.increment();
            group(item.number(), unknown.error());
        }
    }

    private void count(@Nullable ChangeKind kind) {
        if (kind == null) {
            return;
        }
        switch (kind) {
            case ADDED -> counters.added.increment();
            case CHANGED -> counters.changed.increment();
            case RENEWED -> counters.renewed.increment();
            case DUPLICATE, WITHDRAWN -> throw new IllegalStateException("a " + kind + " row is not written");
        }
    }

    private synchronized void skip(String reason) {
        skips.merge(reason, 1L, Long::sum);
    }

    private synchronized void group(long number, ErrorDetail error) {
        errors.add(number, error);
    }

    private void bury(Item item, Outcome outcome) {
        if (item.isClearing()) {
            return;
        }
        Identity identity = item.identity();
        if (outcome instanceof Outcome.Rejected rejected) {
            bury(item.number(), item.row(), isRemoval(item), REJECTED, rejected.error());
        } else if (outcome instanceof Outcome.Indeterminate unknown) {
            bury(item.number(), item.row(), isRemoval(item), INDETERMINATE, unknown.error());
        } else if (identity != null && outcome instanceof Outcome.Accepted) {
            deadLetters.accepted(identity);
        } else if (identity != null) {
            deadLetters.settled(identity);
        }
    }

    private static boolean isRemoval(Item item) {
        return item.isRemoval() || item.isWithdrawal();
    }

    private void bury(long number, Row row, boolean removal, String outcome, ErrorDetail error) {
        if (removal) {
            deadLetters.removal(outcome, error, row);
        } else {
            deadLetters.row(number, outcome, error, row);
        }
    }

    /** The run is committed: what was accepted and not reported is written. */
    public void acceptedWritten() {
        for (RunCounters.Fates fates : List.of(counters.rows, counters.removals)) {
            fates.done.add(fates.accepted.sumThenReset());
        }
        deadLetters.acceptedSettled();
    }

    /** The kinds of the rows that {@link #acceptedWritten} counted. */
    public void acceptedKinds(FinishedState finished) {
        counters.added.add(finished.added());
        counters.changed.add(finished.changed());
        counters.renewed.add(finished.renewed());
    }

    /** The run is not committed: nothing of what was accepted happened. */
    public void acceptedNotAttempted() {
        for (RunCounters.Fates fates : List.of(counters.rows, counters.removals)) {
            fates.notAttempted.add(fates.accepted.sumThenReset());
        }
    }

    /** Nobody knows whether what was accepted happened. */
    public synchronized void acceptedIndeterminate(ErrorDetail error) {
        for (RunCounters.Fates fates : List.of(counters.rows, counters.removals)) {
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
    public void acceptedRejected(
            long number, ErrorDetail error, Row row, Optional<Identity> identity, boolean removal) {
        RunCounters.Fates fates = removal && counters.removals.accepted.sum() > 0 ? counters.removals : counters.rows;
        fates.accepted.decrement();
        fates.rejected.increment();
        group(number, error);
        recording.refused(identity);
        bury(number, row, removal, REJECTED, error);
    }

    /** The commit left the record of an accepted change as it is. */
    public void acceptedSkipped(String reason, Optional<Identity> identity) {
        counters.rows.accepted.decrement();
        counters.rows.skipped.increment();
        skip(reason);
        recording.refused(identity);
    }

    /** What it has booked so far, for the ledger of another process. */
    public synchronized Tally tally() {
        return new Tally(counters.tally(), skips, errors.groups());
    }

    /** Books what a ledger of another process has booked. */
    public synchronized void add(Tally other) {
        counters.add(other.counts());
        other.skips().forEach((reason, count) -> skips.merge(reason, count, Long::sum));
        other.errors().forEach(errors::add);
    }

    /** Counts what was never handed over as not attempted, once every lane is closed. */
    public void close() {
        acceptedNotAttempted();
        counters.settleRest();
    }
}
