package dev.sluice.redis.write;

import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Outcome;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Collects what became of a batch, and whether the run may go on. */
final class Outcomes {
    private final int size;
    private final Breaker breaker;
    private final FailureCatalog failures;
    private final BatchResult.Builder builder;
    private boolean reached;
    private @Nullable Failure stop;
    private @Nullable BitSet reopened;

    Outcomes(int size, Breaker breaker, FailureCatalog failures) {
        this.size = size;
        this.breaker = breaker;
        this.failures = failures;
        this.builder = BatchResult.builder(size);
    }

    boolean mayGoOn() {
        return stop == null;
    }

    /** Whether the run ends for this. */
    boolean stoppedBy(RedisFailure kind) {
        return stop != null && stop.kind() == kind;
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
    void refused(PlannedRow row, ErrorReply error, Failure failure) {
        reached = true;
        if (failure.endsRun() && row.mayHaveLanded()) {
            // What is refused now says nothing of an earlier attempt; without an outcome the row is indeterminate.
            stop(failure);
            return;
        }
        set(row, Outcome.rejected(failure.detail()));
        if (failure.endsRun()) {
            stop(failure);
        } else {
            breaker.count(error).map(failures::of).ifPresent(this::stop);
        }
    }

    /** The server refused what comes after the fields of this hash, which are written. */
    void incomplete(PlannedRow row, Failure failure) {
        set(
                row,
                Outcome.rejected(RedisFailure.HASH_INCOMPLETE.detail(
                        "The fields of the hash were written, but not what follows them: "
                                + failure.detail().message(),
                        failure.detail().remedy())));
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
        breaker.endOfBatch(size).map(failures::of).ifPresent(this::stop);
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
