package dev.sluice.redis.write;

import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Outcome;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Collects the outcomes of a batch, and the failure that ends the run. */
final class Outcomes {
    private final int size;
    private final ErrorThreshold threshold;
    private final FailureCatalog failures;
    private final BatchResult.Builder builder;
    private boolean reached;
    private @Nullable Failure stop;
    private @Nullable BitSet reopened;

    Outcomes(int size, ErrorThreshold threshold, FailureCatalog failures) {
        this.size = size;
        this.threshold = threshold;
        this.failures = failures;
        this.builder = BatchResult.builder(size);
    }

    /** Whether the run may continue. */
    boolean mayContinue() {
        return stop == null;
    }

    /** Whether this failure ends the run. */
    boolean stoppedBy(RedisFailure kind) {
        return stop != null && stop.kind() == kind;
    }

    /** The server has received a part of the batch, or it may have. */
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

    /** The outcome of this change does not count any more. */
    void reopen(PlannedRow row) {
        if (reopened == null) {
            reopened = new BitSet(size);
        }
        reopened.set(row.position());
        row.reopen();
    }

    /** The server refused a command of this change, and no retry can help. */
    void refused(PlannedRow row, ErrorReply error, Failure failure) {
        reached = true;
        if (failure.endsRun() && row.mayBeApplied()) {
            // The refusal says nothing about an earlier attempt, which may have succeeded. Without an outcome the row
            // is indeterminate.
            stop(failure);
            return;
        }
        set(row, Outcome.rejected(failure.detail()));
        if (failure.endsRun()) {
            stop(failure);
        } else {
            threshold.count(error).map(failures::of).ifPresent(this::stop);
        }
    }

    /** The server wrote the fields of this hash and refused the commands that follow. */
    void incomplete(PlannedRow row, Failure failure) {
        set(
                row,
                Outcome.rejected(RedisFailure.HASH_INCOMPLETE.detail(
                        "The fields of the hash were written, but the commands that follow failed: "
                                + failure.detail().message(),
                        failure.detail().remedy())));
        if (failure.endsRun()) {
            stop(failure);
        }
    }

    /** Ends the run. If several failures end it, the first one counts. */
    void stop(Failure failure) {
        if (stop == null) {
            stop = failure;
        }
    }

    /**
     * The result of the batch. A change without an outcome is indeterminate; there are such changes only if the run ends.
     *
     * @throws dev.sluice.spi.DestinationException if the run ends and the server has received nothing
     */
    BatchResult result() {
        threshold.endOfBatch(size).map(failures::of).ifPresent(this::stop);
        Failure failure = stop;
        if (failure != null) {
            if (!reached && failure.kind() != RedisFailure.INTERRUPTED) {
                throw failure.exception();
            }
            Outcome.Indeterminate unknown = Outcome.indeterminate(failure.detail());
            if (reopened != null) {
                reopened.stream().forEach(position -> builder.set(position, unknown));
            }
            builder.setRest(unknown).stop(failure.exception());
        }
        return builder.build();
    }
}
