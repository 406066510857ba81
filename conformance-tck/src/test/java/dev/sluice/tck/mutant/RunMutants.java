package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
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
import dev.sluice.tck.staged.BulkDestination;
import dev.sluice.tck.staged.BulkRun;
import dev.sluice.tck.staged.Job;
import dev.sluice.tck.staged.SwapDestination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Runs that forget, mix or publish too early what they staged. */
final class RunMutants {
    private static final RowSchema NOBODY = RowSchema.of(new Field("id", FieldType.INTEGER));

    private RunMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(runs(), staged(), resolved(), snapshots());
    }

    /** A run that is right but for what a mutant overrides. */
    private static class Around implements DestinationRun {
        final DestinationRun right;

        Around(DestinationRun right) {
            this.right = right;
        }

        @Override
        public RunHandle handle() {
            return right.handle();
        }

        @Override
        public void checkpoint(long number) {
            right.checkpoint(number);
        }

        @Override
        public CommitResult commit(List<String> prepared, CommitObserver observer) {
            return right.commit(prepared, observer);
        }

        @Override
        public void close() {
            right.close();
        }
    }

    /** Changes the runs without a sync. */
    private static Supplier<Destination> run(UnaryOperator<DestinationRun> change) {
        return () -> new MemoryDestination() {
            @Override
            public DestinationRun openRun(WriteRequest request, RunContext context) {
                DestinationRun right = super.openRun(request, context);
                return context.syncId().isPresent() ? right : change.apply(right);
            }
        };
    }

    private static List<Mutant> runs() {
        return List.of(
                Mutant.of("names a run anew on every call", "13.01", run(right -> new Around(right) {
                    @Override
                    public RunHandle handle() {
                        return RunHandle.of(UUID.randomUUID().toString());
                    }
                })),
                Mutant.of("stores the password in the handle", "13.01", run(right -> new Around(right) {
                    @Override
                    public RunHandle handle() {
                        return RunHandle.of(super.handle().runId(), Map.of("password", MemoryServer.PASSWORD));
                    }
                })),
                Mutant.of("opens writers only where it opened the run", "13.02", () -> new MemoryDestination() {
                    private final Set<String> own = ConcurrentHashMap.newKeySet();

                    @Override
                    public DestinationRun openRun(WriteRequest request, RunContext context) {
                        own.add(context.runId());
                        return super.openRun(request, context);
                    }

                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        DestinationWriter right = super.write(request, run, context);
                        if (!own.contains(run.runId())) {
                            right.close();
                            throw BulkRun.unknown();
                        }
                        return right;
                    }
                }),
                Mutant.of("does not know the fate of any run", "13.03 1.07", () -> new MemoryDestination() {
                    @Override
                    public RunFate resolve(
                            WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
                        return RunFate.UNKNOWN;
                    }
                }),
                Mutant.of("fails at a checkpoint", "13.04", run(right -> new Around(right) {
                    @Override
                    public void checkpoint(long number) {
                        throw BulkRun.unknown();
                    }
                })),
                Mutant.of("forgets at a checkpoint what was written", "13.04", run(right -> new Around(right) {
                    @Override
                    public void checkpoint(long number) {
                        MemoryServer.INSTANCE.clear();
                    }
                })),
                bulk("commits at a checkpoint", "13.04", (job, right) -> new Around(right) {
                    @Override
                    public void checkpoint(long number) {
                        commit(List.of(), CommitObserver.NONE);
                    }
                }));
    }

    private interface Runs {
        DestinationRun around(Job job, BulkRun right);
    }

    private static Mutant bulk(String name, String kills, Runs change) {
        return Mutant.of(name, kills, () -> new BulkDestination() {
            @Override
            public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                return change.around(
                        job, new BulkRun(job, handle, profile.identity(), changes -> apply(request, changes)));
            }
        });
    }

    /** Changes what a commit reports. */
    private static Mutant reports(String name, String kills, UnaryOperator<CommitObserver> change) {
        return bulk(name, kills, (job, right) -> new Around(right) {
            @Override
            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                return super.commit(prepared, change.apply(observer));
            }
        });
    }

    private abstract static class Reports implements CommitObserver {
        final CommitObserver right;

        Reports(CommitObserver right) {
            this.right = right;
        }

        @Override
        public void rejected(Change change, ErrorDetail error) {
            right.rejected(change, error);
        }

        @Override
        public void skipped(Change change, String reason) {
            right.skipped(change, reason);
        }
    }

    private static List<Mutant> staged() {
        return List.of(
                Mutant.of(
                        "applies uploads at once",
                        "10.01 10.02 14.01 14.02 14.03 14.04 14.05 14.06 14.07 4.11 5.02 5.03 6.01 6.15 7.01 7.08 14.12 "
                                + "6.16 7.13",
                        () -> new BulkDestination() {
                            @Override
                            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                                return RunMutants.applyingAtOnce(
                                        super.write(request, run, context),
                                        batch -> applyTo(table(request.target()), request, batch));
                            }
                        }),
                reports(
                        "reports each refusal of a commit twice",
                        "14.02 14.03 14.08 4.11 7.01 7.02 7.08 7.13 8.15 8.18",
                        observer -> new Reports(observer) {
                            @Override
                            public void rejected(Change change, ErrorDetail error) {
                                super.rejected(change, error);
                                super.rejected(change, error);
                            }
                        }),
                reports(
                        "reports no refusal of a commit",
                        "14.02 14.03 14.08 4.11 7.01 7.08 7.13",
                        observer -> new Reports(observer) {
                            @Override
                            public void rejected(Change change, ErrorDetail error) {}
                        }),
                reports(
                        "reports refusals of a commit without a name",
                        "14.02 14.03 14.08 4.11 7.01 7.02 7.08 7.13 8.15 8.18",
                        observer -> new Reports(observer) {
                            @Override
                            public void rejected(Change change, ErrorDetail error) {
                                super.rejected(new Change.Remove(Row.of(NOBODY, new Object[] {null})), error);
                            }
                        }),
                bulk("commits what is closed", "7.06 8.09 14.04 14.06", (job, right) -> new Around(right) {
                    @Override
                    public void close() {
                        if (job.state() == Job.State.OPEN) {
                            List<String> all = new ArrayList<>(job.writers());
                            right.commit(all, CommitObserver.NONE);
                        }
                        super.close();
                    }
                }),
                bulk("commits all that was uploaded", "14.05", (job, right) -> new Around(right) {
                    @Override
                    public CommitResult commit(List<String> prepared, CommitObserver observer) {
                        return super.commit(
                                job.state() == Job.State.OPEN ? List.copyOf(job.writers()) : prepared, observer);
                    }
                }),
                Mutant.of("has one job for all runs at a time", "8.06 14.06", OneJob::new),
                bulk("commits once only", "14.09", (job, right) -> new Around(right) {
                    @Override
                    public CommitResult commit(List<String> prepared, CommitObserver observer) {
                        if (job.state() == Job.State.DONE) {
                            throw DestinationException.closed();
                        }
                        return super.commit(prepared, observer);
                    }
                }),
                bulk("reports nothing at a second commit", "14.09", (job, right) -> new Around(right) {
                    @Override
                    public CommitResult commit(List<String> prepared, CommitObserver observer) {
                        return super.commit(prepared, job.state() == Job.State.DONE ? CommitObserver.NONE : observer);
                    }
                }));
    }

    /** A writer that applies what it uploads. */
    static DestinationWriter applyingAtOnce(DestinationWriter right, Consumer<List<Change>> apply) {
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                BatchResult result = super.write(batch);
                apply.accept(batch);
                return result;
            }
        };
    }

    /** Commits the newest job, whichever run asks for it, with the uploads of all its writers. */
    private static final class OneJob extends BulkDestination {
        private static final List<Job> OPENED = new ArrayList<>();

        @Override
        public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
            OPENED.removeIf(earlier -> earlier.state() != Job.State.OPEN);
            List<Job> others = List.copyOf(OPENED);
            OPENED.add(job);
            return new BulkRun(job, handle, profile.identity(), changes -> apply(request, changes)) {
                @Override
                public void apply(List<Change> changes) {
                    List<Change> all = new ArrayList<>();
                    others.stream()
                            .filter(other -> other.state() == Job.State.OPEN)
                            .forEach(other -> all.addAll(other.uploaded(other.writers())));
                    all.addAll(changes);
                    super.apply(all);
                }
            };
        }
    }

    private interface Fates {
        RunFate of(Job job, CommitObserver observer, java.util.function.Function<CommitObserver, RunFate> right);
    }

    private static Mutant fate(String name, String kills, Fates fates) {
        return Mutant.of(name, kills, () -> new BulkDestination() {
            @Override
            public RunFate fate(Job job, List<String> identity, CommitObserver observer) {
                return fates.of(job, observer, told -> super.fate(job, identity, told));
            }
        });
    }

    private static List<Mutant> resolved() {
        return List.of(
                fate(
                        "lets a run commit that it has called not committed",
                        "14.07",
                        (job, observer, right) ->
                                job.state() == Job.State.OPEN ? RunFate.NOT_COMMITTED : right.apply(observer)),
                fate(
                        "calls a committed run not committed",
                        "14.08",
                        (job, observer, right) ->
                                job.state() == Job.State.DONE ? RunFate.NOT_COMMITTED : right.apply(observer)),
                fate(
                        "calls an aborted run committed",
                        "13.03",
                        (job, observer, right) ->
                                job.state() == Job.State.ABORTED ? RunFate.COMMITTED : right.apply(observer)),
                fate(
                        "does not tell again what a commit refused",
                        "14.08",
                        (job, observer, right) -> right.apply(CommitObserver.NONE)));
    }

    private static List<Mutant> snapshots() {
        return List.of(
                Mutant.of("adds a snapshot to what is there", "15.01 15.02 14.13", () -> new SwapDestination() {
                    @Override
                    public List<Outcome> apply(WriteRequest request, List<Change> changes) {
                        return applyTo(table(request.target()), request, changes);
                    }
                }),
                Mutant.of(
                        "empties its target when a snapshot begins",
                        "14.01 14.04 14.07 13.07 14.12 14.13 15.03",
                        () -> new SwapDestination() {
                            @Override
                            public DestinationRun openRun(WriteRequest request, RunContext context) {
                                DestinationRun right = super.openRun(request, context);
                                table(request.target()).clear();
                                return right;
                            }
                        }),
                Mutant.of("ignores an empty snapshot", "15.02", () -> new SwapDestination() {
                    @Override
                    public List<Outcome> apply(WriteRequest request, List<Change> changes) {
                        return changes.isEmpty() ? List.of() : super.apply(request, changes);
                    }
                }));
    }
}
