package dev.sluice.redis.write;

import dev.sluice.redis.failure.RowCode;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.write.FailureCatalog.Failure;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Outcome;
import org.jspecify.annotations.Nullable;

/** Collects what became of a batch, and whether the run may go on. */
final class Outcomes {
    private final FailureCatalog failures;
    private final BatchResult.Builder builder;
    private boolean landed;
    private boolean throwing;
    private @Nullable Failure stop;

    Outcomes(int size, FailureCatalog failures) {
        this.failures = failures;
        this.builder = BatchResult.builder(size);
    }

    boolean mayGoOn() {
        return stop == null;
    }

    /** A command was carried out, though its change has no outcome yet. */
    void landed() {
        landed = true;
    }

    void written(int position) {
        landed = true;
        builder.set(position, Outcome.WRITTEN);
    }

    void set(int position, Outcome outcome) {
        builder.set(position, outcome);
    }

    /** The server refused a command of this change. */
    void refused(int position, Reply.Refused refused) {
        Failure failure = failures.refused(refused.text());
        builder.set(position, new Outcome.Rejected(failure.rowError()));
        endRun(failure);
    }

    /** The server refused what comes after the fields of this hash, which are written. */
    void incomplete(int position, Reply.Refused refused) {
        Failure failure = failures.refused(refused.text());
        builder.set(
                position,
                new Outcome.Rejected(RowCode.HASH_INCOMPLETE.error(
                        "The fields of the hash were written, but not what follows them: " + failure.message(),
                        failure.remedy())));
        endRun(failure);
    }

    private void endRun(Failure failure) {
        if (failure.endsRun() && stop == null) {
            stop = failure;
        }
    }

    /** No more replies come. */
    void lost(Reply.Lost loss) {
        stop = failures.lost(loss);
        throwing = !landed && !loss.sent() && !loss.interrupted();
    }

    /**
     * The result.
     *
     * @throws dev.sluice.spi.DestinationException if the run must end and no change has landed
     */
    BatchResult result() {
        Failure failure = stop;
        if (failure != null) {
            if (throwing) {
                throw failure.exception();
            }
            builder.setRest(new Outcome.Indeterminate(failure.rowError())).stop(failure.exception());
        }
        return builder.build();
    }
}
