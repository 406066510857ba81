package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CheckObserver;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Destinations that lose a place in a pool with each failure, or share what is of one object. */
final class SeriesMutants {
    private static final int PLACES = 10;

    private SeriesMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(pools(), objects());
    }

    /** A pool with a few places for each target. */
    private static final class Pool {
        private final ConcurrentMap<String, Semaphore> places = new ConcurrentHashMap<>();

        Semaphore take(String target) {
            Semaphore left = places.computeIfAbsent(target, name -> new Semaphore(PLACES));
            if (!left.tryAcquire()) {
                throw DestinationException.of(ErrorDetail.of(
                        "POOL_EXHAUSTED", ErrorCategory.CONNECTION, "No place is left.", "Wait for one.", true));
            }
            return left;
        }

        /** A writer that gives its place back when it is closed, unless one of its results is of this kind. */
        DestinationWriter of(String target, Supplier<DestinationWriter> right, Predicate<BatchResult> lost) {
            Semaphore taken = take(target);
            DestinationWriter opened;
            try {
                opened = right.get();
            } catch (DestinationException e) {
                taken.release();
                throw e;
            }
            return new LifecycleMutants.Around(opened) {
                private boolean given;

                @Override
                public BatchResult write(List<Change> batch) {
                    BatchResult result = super.write(batch);
                    given |= lost.test(result);
                    return result;
                }

                @Override
                public void close() {
                    if (!given) {
                        given = true;
                        taken.release();
                    }
                    super.close();
                }
            };
        }
    }

    private static boolean hasRejected(BatchResult result) {
        for (int i = 0; i < result.size(); i++) {
            if (result.outcome(i) instanceof Outcome.Rejected) {
                return true;
            }
        }
        return false;
    }

    private static List<Mutant> pools() {
        return List.of(
                Mutant.of("loses a place in its pool with each refused row", "8.18", () -> new MemoryDestination() {
                    private final Pool pool = new Pool();

                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        return pool.of(
                                profile(request).target(),
                                () -> super.write(request, run, context),
                                SeriesMutants::hasRejected);
                    }
                }),
                Mutant.of("loses a place in its pool where no writer opens", "8.18", () -> new MemoryDestination() {
                    private final Pool pool = new Pool();

                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        Semaphore taken = pool.take(profile(request).target());
                        DestinationWriter right = super.write(request, run, context);
                        taken.release();
                        return right;
                    }
                }),
                Mutant.ofSql(
                        "loses a place in its pool with each refused row of its table",
                        "8.18",
                        () -> new SqlDestination() {
                            private final Pool pool = new Pool();

                            @Override
                            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                                return pool.of(
                                        table(request),
                                        () -> super.write(request, run, context),
                                        SeriesMutants::hasRejected);
                            }
                        }),
                Mutant.ofSql("loses a place in its pool where it cannot log in", "8.18", () -> new SqlDestination() {
                    private final Pool pool = new Pool();

                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        profile(request);
                        Semaphore taken = pool.take(table(request));
                        DestinationWriter right = super.write(request, run, context);
                        taken.release();
                        return right;
                    }
                }));
    }

    /** A writer of what all objects share, until one of them is closed. */
    private static DestinationWriter shared(DestinationWriter right, AtomicInteger closings) {
        int before = closings.get();
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                if (closings.get() != before) {
                    throw DestinationException.of(ErrorDetail.of(
                            "POOL_CLOSED",
                            ErrorCategory.CONNECTION,
                            "The pool is shut down.",
                            "Open another one.",
                            true));
                }
                return super.write(batch);
            }
        };
    }

    private record Latest(Destination object, DestinationConfig config) {}

    private static List<Mutant> objects() {
        AtomicInteger closings = new AtomicInteger();
        AtomicReference<@Nullable Latest> latest = new AtomicReference<>();
        return List.of(
                Mutant.of("closes what all its objects share", "8.19", () -> new MemoryDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        return shared(super.write(request, run, context), closings);
                    }

                    @Override
                    public void close() {
                        closings.incrementAndGet();
                    }
                }),
                Mutant.of(
                        "logs in with what another object has checked",
                        "8.19 13.02? 8.13?",
                        () -> new MemoryDestination() {
                            @Override
                            public CheckReport check(CheckRequest request, CheckObserver observer) {
                                latest.set(new Latest(this, request.config()));
                                return super.check(request, observer);
                            }

                            @Override
                            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                                return new LifecycleMutants.Around(super.write(request, run, context)) {
                                    @Override
                                    public BatchResult write(List<Change> batch) {
                                        Latest last = latest.get();
                                        if (last != null && isOther(last.object())) {
                                            latest.set(null);
                                            connect(last.config());
                                        }
                                        return super.write(batch);
                                    }
                                };
                            }

                            private boolean isOther(Destination object) {
                                return object != this;
                            }
                        }),
                Mutant.ofSql("closes what all objects of its database share", "8.19", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        return shared(super.write(request, run, context), closings);
                    }

                    @Override
                    public void close() {
                        closings.incrementAndGet();
                    }
                }),
                Mutant.ofSql("shuts a pool down that another object uses", "8.19", () -> new SqlDestination() {
                    private boolean used;

                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        used = true;
                        return shared(super.write(request, run, context), closings);
                    }

                    @Override
                    public void close() {
                        if (used) {
                            closings.incrementAndGet();
                        }
                    }
                }));
    }
}
