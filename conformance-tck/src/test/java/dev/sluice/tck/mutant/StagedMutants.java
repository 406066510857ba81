package dev.sluice.tck.mutant;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.staged.BulkDestination;
import dev.sluice.tck.staged.BulkRun;
import dev.sluice.tck.staged.BulkWriter;
import dev.sluice.tck.staged.Job;
import dev.sluice.tck.staged.JobDirectory;
import dev.sluice.tck.staged.SwapDestination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Commits that others wait for, see in parts, or take part in by mistake. */
final class StagedMutants {
    private static final int CHUNK = 500;
    private static final long PAUSE = Duration.ofMillis(20).toNanos();

    private StagedMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(locks(), parts(), names(), fates());
    }

    private interface LockedCommit {
        CommitResult commit(Runnable apply, DestinationException locked);
    }

    private static Mutant locked(String name, LockedCommit locked) {
        return Mutant.of(name, "14.12", () -> new BulkDestination() {
            @Override
            public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                return new BulkRun(job, handle, profile.identity(), changes -> apply(request, changes)) {
                    @Override
                    public CommitResult commit(List<String> prepared, CommitObserver observer) {
                        try {
                            return super.commit(prepared, observer);
                        } catch (DestinationException e) {
                            if (e.detail().code().equals("TABLE_LOCKED")) {
                                return locked.commit(() -> run(prepared), e);
                            }
                            throw e;
                        }
                    }
                };
            }
        });
    }

    private static List<Mutant> locks() {
        return List.of(
                locked("takes a commit that a lock ended for done", (apply, e) -> CommitResult.COMPLETE),
                locked("applies a job beside a lock, and throws", (apply, e) -> {
                    apply.run();
                    throw e;
                }));
    }

    private static List<Mutant> parts() {
        return List.of(
                Mutant.of("commits in parts of 500", "14.13", () -> new BulkDestination() {
                    @Override
                    public List<Outcome> apply(WriteRequest request, List<Change> changes) {
                        List<Outcome> outcomes = new ArrayList<>();
                        for (int from = 0; from < changes.size(); from += CHUNK) {
                            outcomes.addAll(super.apply(
                                    request, changes.subList(from, Math.min(changes.size(), from + CHUNK))));
                            LockSupport.parkNanos(PAUSE);
                        }
                        return outcomes;
                    }
                }),
                Mutant.of("empties its table before it swaps", "14.13", () -> new SwapDestination() {
                    @Override
                    public List<Outcome> apply(WriteRequest request, List<Change> changes) {
                        ConcurrentMap<String, Map<String, MemoryServer.Cell>> nothing = new ConcurrentHashMap<>();
                        MemoryServer.INSTANCE.swap(
                                request.target().value("table").orElseThrow().toString(), nothing);
                        LockSupport.parkNanos(PAUSE);
                        return super.apply(request, changes);
                    }
                }));
    }

    /** Numbers its writers. Another process begins with the same number. */
    public static final class Numbered extends BulkDestination {
        private static final AtomicInteger LAST = new AtomicInteger();

        @Override
        public DestinationWriter writer(JobDirectory uploads, Function<Change, Optional<Outcome>> refusal) {
            return new BulkWriter(uploads, refusal, "writer-" + LAST.incrementAndGet());
        }
    }

    /** As {@link Numbered}, with the id of the process, which processes of other machines have too. */
    public static final class OfProcess extends BulkDestination {
        private static final AtomicInteger LAST = new AtomicInteger();

        @Override
        public DestinationWriter writer(JobDirectory uploads, Function<Change, Optional<Outcome>> refusal) {
            return new BulkWriter(uploads, refusal, ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
        }
    }

    private static List<Mutant> names() {
        return List.of(
                Mutant.of("numbers the writers of a process", "14.14", Numbered::new),
                Mutant.of("names writers by the id of their process and a number", "14.14", OfProcess::new));
    }

    /** The name of a run's own marker. */
    private static String runMarker(BulkDestination destination, WriteRequest request, String runId) {
        return destination.marker(request, "run " + runId);
    }

    private static void begin(BulkDestination destination, WriteRequest request, String runId) {
        RunMarker unused = MemoryServer.INSTANCE.exchange(
                runMarker(destination, request, runId), RunMarker.found(runId, State.OPEN, 0));
    }

    private static boolean isGone(BulkDestination destination, WriteRequest request, String runId) {
        return MemoryServer.INSTANCE.marker(runMarker(destination, request, runId)) instanceof RunMarker.Nothing;
    }

    private static List<Mutant> fates() {
        return List.of(
                Mutant.of("takes a run for committed whose word is gone", "13.07 13.08", () -> new BulkDestination() {
                    @Override
                    public DestinationRun openRun(WriteRequest request, RunContext context) {
                        begin(this, request, context.runId());
                        return super.openRun(request, context);
                    }

                    @Override
                    public RunFate resolve(
                            WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
                        RunFate right = super.resolve(request, unresolved, context, observer);
                        return isGone(this, request, unresolved.runId()) ? RunFate.COMMITTED : right;
                    }
                }),
                Mutant.of("takes a swap for committed whose word is gone", "13.07 13.08", () -> new SwapDestination() {
                    @Override
                    public DestinationRun openRun(WriteRequest request, RunContext context) {
                        begin(this, request, context.runId());
                        return super.openRun(request, context);
                    }

                    @Override
                    public RunFate resolve(
                            WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
                        RunFate right = super.resolve(request, unresolved, context, observer);
                        return isGone(this, request, unresolved.runId()) ? RunFate.COMMITTED : right;
                    }
                }));
    }
}
