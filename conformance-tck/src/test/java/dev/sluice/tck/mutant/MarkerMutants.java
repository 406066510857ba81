package dev.sluice.tck.mutant;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryRun;
import dev.sluice.tck.memory.MemoryServer;
import java.util.List;
import java.util.Optional;

/** Markers that are lost, or do not say what happened. */
final class MarkerMutants {
    private MarkerMutants() {}

    private interface Runs {
        DestinationRun open(String runId, String marker);
    }

    private static Mutant of(String name, String kills, Runs runs) {
        return Mutant.of(name, kills, () -> new MemoryDestination() {
            @Override
            public DestinationRun markedRun(String runId, String marker) {
                return runs.open(runId, marker);
            }
        });
    }

    /** A run that tells other markers than it found. */
    static final class Telling implements DestinationRun {
        private final DestinationRun right;
        private final List<RunMarker> markers;

        Telling(DestinationRun right, List<RunMarker> markers) {
            this.right = right;
            this.markers = markers;
        }

        @Override
        public RunHandle handle() {
            return right.handle();
        }

        @Override
        public List<RunMarker> markers() {
            return markers;
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

    static List<Mutant> all() {
        return List.of(
                of(
                        "finds a marker and tells of none",
                        "13.05",
                        (id, marker) -> new Telling(new MemoryRun(id, marker), List.of())),
                Mutant.of("tells of markers to runs of a sync alone", "13.05 16.06", () -> new MemoryDestination() {
                    @Override
                    public DestinationRun openRun(WriteRequest request, RunContext context) {
                        DestinationRun right = super.openRun(request, context);
                        return context.syncId().isPresent() ? right : new Telling(right, List.of());
                    }
                }),
                of(
                        "finds the marker that it has just left",
                        "16.01 16.02 16.03 16.04 16.05 16.06 16.08",
                        (id, marker) -> new MemoryRun(id, marker) {
                            @Override
                            public List<RunMarker> markers() {
                                return List.of(MemoryServer.INSTANCE.marker(marker));
                            }
                        }),
                of("never says that a run is complete", "16.01 16.03 16.06", (id, marker) -> new MemoryRun(id, marker) {
                    @Override
                    public boolean replace(State state) {
                        return super.replace(State.OPEN);
                    }
                }),
                of(
                        "completes the marker of a run that is closed",
                        "16.02 16.09",
                        (id, marker) -> new MemoryRun(id, marker) {
                            @Override
                            public void close() {
                                commit(List.of(), CommitObserver.NONE);
                                super.close();
                            }
                        }),
                of("keeps checkpoints to itself", "16.02 16.04", (id, marker) -> new MemoryRun(id, marker) {
                    @Override
                    public void checkpoint(long number) {}
                }),
                Mutant.of("replaces a marker that it reads", "16.03", () -> new MemoryDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        context.syncId()
                                .ifPresent(sync -> markedRun(context.runId(), marker(request, sync))
                                        .close());
                        return super.reader(request, context);
                    }
                }),
                of("sees no other run at a checkpoint", "16.04", (id, marker) -> new MemoryRun(id, marker) {
                    @Override
                    public void checkpoint(long number) {
                        exchange(RunMarker.found(id, State.OPEN, number));
                    }
                }),
                of(
                        "sees no other run at its commit",
                        "16.04 16.05 16.07 16.08",
                        (id, marker) -> new MemoryRun(id, marker) {
                            @Override
                            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                                super.commit(prepared, observer);
                                return CommitResult.COMPLETE;
                            }
                        }),
                of("leaves no word of another run", "16.04 16.05", (id, marker) -> new MemoryRun(id, marker) {
                    @Override
                    public RunMarker exchange(RunMarker by) {
                        return by instanceof RunMarker.Found found && found.state() == State.CONTESTED
                                ? RunMarker.NOTHING
                                : super.exchange(by);
                    }
                }),
                Mutant.of("has one marker for all syncs", "16.01 16.03 16.06 16.08", () -> new MemoryDestination() {
                    @Override
                    public String marker(WriteRequest request, String sync) {
                        return target(request.target());
                    }
                }),
                Mutant.of("keeps a marker for runs without a sync", "16.06", () -> new MemoryDestination() {
                    @Override
                    public DestinationRun openRun(WriteRequest request, RunContext context) {
                        return context.syncId().isPresent()
                                ? super.openRun(request, context)
                                : markedRun(context.runId(), marker(request, "none"));
                    }
                }),
                of(
                        "completes the marker of a run of which it is not certain",
                        "16.07",
                        (id, marker) -> new MemoryRun(id, marker) {
                            @Override
                            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                                CommitResult right = super.commit(prepared, observer);
                                if (right == CommitResult.RUN_UNCERTAIN) {
                                    replace(State.COMPLETE);
                                }
                                return right;
                            }
                        }));
    }
}
