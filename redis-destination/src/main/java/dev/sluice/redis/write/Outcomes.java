package dev.sluice.redis.write;

import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.failure.RunCode;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.write.FailureCatalog.Failure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Outcome;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Collects what became of a batch, and whether the run may go on. */
final class Outcomes {
    private final int size;
    private final Breaker breaker;
    private final BatchResult.Builder builder;
    private boolean reached;
    private @Nullable Failure stop;
    private @Nullable BitSet reopened;

    Outcomes(int size, Breaker breaker) {
        this.size = size;
        this.breaker = breaker;
        this.builder = BatchResult.builder(size);
    }

    boolean mayGoOn() {
        return stop == null;
    }

    /** Whether the run ends for this. */
    boolean stoppedBy(RunCode code) {
        return stop != null && stop.kind() == code;
    }

    /** Something of the batch has reached the server, or may have. */
    void reached() {
        reached = true;
    }

    void written(PlannedRow row) {
        reached = true;
        set(row, Outcome.WRITTEN);
    }

    void set(PlannedRow row, Outcome outcome) {
        row.settle(outcome);
        set(row.position(), outcome);
    }

    void set(int position, Outcome outcome) {
        builder.set(position, outcome);
        if (reopened != null) {
            reopened.clear(position);
        }
    }

    /** What is known of this change does not count any more. */
    void reopen(PlannedRow row) {
        if (reopened == null) {
            reopened = new BitSet(size);
        }
        reopened.set(row.position());
        row.reopen();
    }

    /** The server refused a command of this change, for good. */
    void refused(PlannedRow row, Reply.Refused refused, Failure failure) {
        reached = true;
        if (failure.endsRun() && row.mayHaveLanded()) {
            // What is refused now says nothing of an earlier attempt; without an outcome the row is indeterminate.
            stop(failure);
            return;
        }
        set(row, Outcome.rejected(failure.rowError()));
        if (failure.endsRun()) {
            stop(failure);
        } else {
            breaker.count(refused.text(), failure).ifPresent(this::stop);
        }
    }

    /** The server refused what comes after the fields of this hash, which are written. */
    void incomplete(PlannedRow row, Failure failure) {
        set(
                row,
                Outcome.rejected(RowCode.HASH_INCOMPLETE.error(
                        "The fields of the hash were written, but not what follows them: " + failure.message(),
                        failure.remedy())));
        if (failure.endsRun()) {
            stop(failure);
        }
    }

    /** The run must end; the first reason stands. */
    void stop(Failure failure) {
        if (stop == null) {
            stop = failure;
        }
    }

    /**
     * The result. What has no outcome is indeterminate, and only a run that must end leaves such.
     *
     * @throws dev.sluice.spi.DestinationException if the run must end and no change can have landed
     */
    BatchResult result() {
        breaker.endOfBatch(size).ifPresent(this::stop);
        Failure failure = stop;
        if (failure != null) {
            if (!reached && failure.kind() != RunCode.INTERRUPTED) {
                throw failure.exception();
            }
            Outcome.Indeterminate unknown = Outcome.indeterminate(failure.rowError());
            if (reopened != null) {
                reopened.stream().forEach(position -> builder.set(position, unknown));
            }
            builder.setRest(unknown).stop(failure.exception());
        }
        return builder.build();
    }
}
