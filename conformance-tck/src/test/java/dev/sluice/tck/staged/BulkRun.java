package dev.sluice.tck.staged;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunHandle;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import java.util.List;
import java.util.function.Function;

/** A run with a job. Mutants override its methods. */
public class BulkRun implements DestinationRun {
    private static final int BYTES = 20;

    public final Job job;
    private final RunHandle handle;
    private final List<String> identity;
    private final Function<List<Change>, List<Outcome>> target;
    public boolean closed;

    /** @param target applies changes, and returns an outcome for each */
    public BulkRun(Job job, RunHandle handle, List<String> identity, Function<List<Change>, List<Outcome>> target) {
        this.job = job;
        this.handle = handle;
        this.identity = identity;
        this.target = target;
    }

    @Override
    public RunHandle handle() {
        return handle;
    }

    @Override
    public CommitResult commit(List<String> prepared, CommitObserver observer) {
        if (closed) {
            throw DestinationException.closed();
        }
        int connection = MemoryServer.INSTANCE.connect();
        try {
            while (!MemoryServer.INSTANCE.passes(connection, BYTES)) {
                MemoryServer.INSTANCE.disconnect();
                connection = MemoryServer.INSTANCE.connect();
            }
            if (job.state() == Job.State.OPEN) {
                MemoryDestination.awaitUnlocked();
            }
            run(prepared);
            if (!MemoryServer.INSTANCE.passes(connection, BYTES)) {
                throw unknown();
            }
        } catch (MemoryServer.Silence e) {
            List<Change> changes = job.uploaded(prepared);
            job.queue(() -> job.run(changes, target));
            throw unknown();
        } finally {
            MemoryServer.INSTANCE.disconnect();
        }
        BulkDestination.tell(job, identity, observer);
        return CommitResult.COMPLETE;
    }

    /** Runs the job, unless it has run. */
    public void run(List<String> prepared) {
        switch (job.state()) {
            case OPEN -> apply(job.uploaded(prepared));
            case DONE -> {}
            case QUEUED, ABORTED ->
                throw DestinationException.of(ErrorDetail.of(
                        "JOB_ABORTED", ErrorCategory.CONNECTION, "The job was aborted.", "Begin another run.", true));
        }
    }

    public void apply(List<Change> changes) {
        job.run(changes, target);
    }

    public static DestinationException unknown() {
        return DestinationException.indeterminate(ErrorDetail.of(
                "ANSWER_LOST",
                ErrorCategory.CONNECTION,
                "The answer to the commit was lost.",
                "Resolve the run.",
                true));
    }

    @Override
    public void close() {
        closed = true;
        job.abort();
    }
}
