package dev.sluice.tck.staged;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Field;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.memory.Texts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A destination with a bulk API: a run is a job, a write an upload, and the commit runs the job. The service says then which rows it
 * refuses. Mutants override its methods.
 */
public class BulkDestination extends MemoryDestination {
    private static final String JOB = "job";
    private static final ConcurrentMap<String, Job> JOBS = new ConcurrentHashMap<>();

    static {
        // They hold every row that was uploaded: those of many runs of the kit would fill the memory.
        MemoryServer.INSTANCE.dropToo(JOBS::clear);
    }

    private final Path root;

    /** A service that keeps uploads below the directory of the build. */
    public BulkDestination() {
        this(Path.of("target", "bulk-jobs"));
    }

    /** A service that keeps uploads below this directory. */
    public BulkDestination(Path root) {
        this.root = root;
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return super.profile(request).toBuilder().staged(true).build();
    }

    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        WriteProfile profile = profile(request);
        connect(newest(request, context));
        Path directory = root.resolve(context.runId()).toAbsolutePath();
        JobDirectory uploads = new JobDirectory(directory);
        uploads.create();
        Job job = new Job(uploads);
        JOBS.put(directory.toString(), job);
        return run(request, job, RunHandle.of(context.runId(), Map.of(JOB, directory.toString())), profile);
    }

    public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
        return new BulkRun(job, handle, profile.identity(), changes -> apply(request, changes));
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        WriteProfile profile = profile(request);
        connect(newest(request, context));
        return writer(uploads(run), change -> refusal(change, profile));
    }

    public DestinationWriter writer(
            JobDirectory uploads, java.util.function.Function<Change, Optional<Outcome>> refusal) {
        return new BulkWriter(uploads, refusal);
    }

    private static JobDirectory uploads(RunHandle run) {
        return new JobDirectory(Path.of(String.valueOf(run.values().get(JOB))));
    }

    /** The outcome of a change that is refused before it is uploaded. */
    private Optional<Outcome> refusal(Change change, WriteProfile profile) {
        if (identity(change.row(), profile.identity()).isEmpty()) {
            return Optional.of(Outcome.rejected(error(change.row(), "IDENTITY_EMPTY")));
        }
        return Writer.isStorable(change.row())
                ? Optional.empty()
                : Optional.of(Outcome.rejected(error(change.row(), "DECIMAL_TOO_LONG")));
    }

    /** Applies the changes of a job. Returns an outcome for each. */
    public List<Outcome> apply(WriteRequest request, List<Change> changes) {
        ConcurrentMap<String, Map<String, MemoryServer.Cell>> table = table(request.target());
        synchronized (table) {
            return applyTo(table, request, changes);
        }
    }

    /** Applies changes to this table. Returns an outcome for each. */
    public final List<Outcome> applyTo(
            ConcurrentMap<String, Map<String, MemoryServer.Cell>> table, WriteRequest request, List<Change> changes) {
        List<Outcome> outcomes = new ArrayList<>();
        try (Writer writer = new Writer(new Place(table, request.mode(), profile(request)))) {
            Texts texts = texts(request.target(), writer.profile);
            changes.forEach(change -> outcomes.add(writer.apply(texts.of(change))));
        }
        return outcomes;
    }

    @Override
    public RunFate resolve(WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
        WriteProfile profile = profile(request);
        connect(newest(request, context));
        Job job = JOBS.get(String.valueOf(unresolved.values().get(JOB)));
        return job == null ? RunFate.UNKNOWN : fate(job, profile.identity(), observer);
    }

    /** The fate of a job. One that is open is aborted; one that is queued runs. */
    public RunFate fate(Job job, List<String> identity, CommitObserver observer) {
        return switch (job.state()) {
            case OPEN -> {
                job.abort();
                yield RunFate.NOT_COMMITTED;
            }
            case QUEUED -> {
                job.runQueued();
                yield RunFate.STILL_RUNNING;
            }
            case DONE -> {
                tell(job, identity, observer);
                yield RunFate.COMMITTED;
            }
            case ABORTED -> RunFate.NOT_COMMITTED;
        };
    }

    /** Reports what a job did not apply: skipped changes as a whole, refused ones by their identity. */
    static void tell(Job job, List<String> identity, CommitObserver observer) {
        for (Job.Result result : job.results()) {
            if (result.outcome() instanceof Outcome.Rejected rejected) {
                observer.rejected(new Change.Remove(key(result.change().row(), identity)), rejected.error());
            } else if (result.outcome() instanceof Outcome.Skipped skipped) {
                observer.skipped(result.change(), skipped.reason());
            }
        }
    }

    private static Row key(Row row, List<String> identity) {
        List<Field> fields = identity.stream()
                .map(name -> row.schema().field(row.schema().indexOf(name)))
                .toList();
        return Row.of(RowSchema.of(fields), identity.stream().map(row::value).toArray());
    }
}
