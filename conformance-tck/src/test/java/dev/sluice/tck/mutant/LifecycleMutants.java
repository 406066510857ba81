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
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryFixture;
import dev.sluice.tck.memory.MemoryServer;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Writers that do not close, or affect each other. */
final class LifecycleMutants {
    private LifecycleMutants() {}

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    static List<Mutant> all() {
        return Mutant.joined(closings(), neighbours());
    }

    /** Starts a thread that never ends, like those of a pool that is not shut down. */
    static void startLingering() {
        Thread thread = new Thread(
                () -> {
                    try {
                        NEVER.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "lingering");
        thread.setDaemon(true);
        thread.start();
    }

    /** Longer than the kit waits, and not for ever. */
    static void linger() {
        try {
            new CountDownLatch(1).await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts a timer that keeps the JVM, for as long as {@link #linger}. */
    static void startTimer() {
        Timer timer = new Timer("pings");
        timer.schedule(
                new TimerTask() {
                    @Override
                    public void run() {
                        timer.cancel();
                    }
                },
                TimeUnit.SECONDS.toMillis(2));
    }

    private static List<Mutant> closings() {
        return List.of(
                Mutant.of(
                        "rejects the rows of an interrupted write",
                        "8.04",
                        Mutation.batches((writer, batch, right) ->
                                Thread.currentThread().isInterrupted()
                                        ? BatchResult.builder(batch.size())
                                                .setRest(Outcome.rejected(ErrorDetail.of(
                                                        "INTERRUPTED",
                                                        ErrorCategory.CANCELLED,
                                                        "It was interrupted.",
                                                        "Run again.",
                                                        true)))
                                                .build()
                                        : right.apply(batch))),
                Mutant.of("takes a missing right for the fault of each row", "8.14", () -> new MemoryDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        try {
                            return super.write(request, run, context);
                        } catch (DestinationException e) {
                            if (e.detail().category() != ErrorCategory.PERMISSION) {
                                throw e;
                            }
                            return new Writer(new Place(table(request.target()), request.mode(), profile(request))) {
                                @Override
                                public Outcome apply(Change change) {
                                    return Outcome.rejected(error(change.row(), "ROW_REFUSED"));
                                }
                            };
                        }
                    }
                }),
                Mutant.of("writes after it is closed", "8.01 8.10 8.12", writer(right -> new Around(right) {
                    @Override
                    public void close() {}
                })),
                Mutant.of("answers an empty batch after it is closed", "8.01", writer(right -> new Around(right) {
                    @Override
                    public BatchResult write(List<Change> batch) {
                        return batch.isEmpty() ? BatchResult.allWritten(0) : super.write(batch);
                    }
                })),
                Mutant.of("cannot be closed twice", "8.02", writer(right -> new Around(right) {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (closed) {
                            throw new IllegalStateException("closed");
                        }
                        closed = true;
                        super.close();
                    }
                })),
                Mutant.of("leaves a thread when it is closed", "8.03 8.12", writer(right -> {
                    startLingering();
                    return right;
                })),
                Mutant.of(
                        "loses the rows of its last batch when it is closed",
                        "10.01? 11.01 11.02 11.07 11.09 11.10 13.02 13.03 4.01 4.03 4.06 4.10 4.11 4.12 4.13 4.14 4.15 "
                                + "4.16 4.18 5.01 5.02 5.03 5.04 5.05 5.06 5.07 5.08 5.15 6.01 6.02 6.03 6.04 6.05 6.06 6.07 6.08 "
                                + "6.09 6.10 6.11 6.12 6.13 6.14 6.15 7.01 7.04 7.05 8.01 8.04 8.07 8.08 9.04 11.11 11.12 13.06 "
                                + "6.16 6.17 7.10 7.13 7.14 8.16 8.18 8.19 9.11",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            private int batches;

                            @Override
                            public BatchResult applyAll(List<Change> batch) {
                                batches++;
                                return super.applyAll(batch);
                            }

                            @Override
                            public void close() {
                                if (!closed && batches == 1) {
                                    table.clear();
                                }
                                super.close();
                            }
                        })),
                Mutant.of("clears the interrupt flag", "8.04 8.09", writer(right -> new Around(right) {
                    @Override
                    public BatchResult write(List<Change> batch) {
                        BatchResult result = super.write(batch);
                        Thread.interrupted();
                        return result;
                    }
                })),
                Mutant.of("reports as written what an interrupt prevented", "8.04", writer(right -> new Around(right) {
                    @Override
                    public BatchResult write(List<Change> batch) {
                        return Thread.currentThread().isInterrupted()
                                ? BatchResult.allWritten(batch.size())
                                : super.write(batch);
                    }
                })));
    }

    private static List<Mutant> neighbours() {
        return List.of(
                Mutant.of("uses the settings of the latest check", "8.08", () -> new MemoryDestination() {
                    private final Meeting meeting =
                            new Meeting(2 + new MemoryFixture().brokenSettings().size());
                    private volatile DestinationConfig last = DestinationConfig.EMPTY;

                    @Override
                    public CheckReport check(CheckRequest request, CheckObserver observer) {
                        last = request.config();
                        meeting.attend();
                        return super.check(
                                new CheckRequest(last, request.target(), request.modes(), request.timeout()), observer);
                    }
                }),
                Mutant.of("shares a buffer between writers", "8.05", () -> new MemoryDestination() {
                    private final Meeting meeting = new Meeting(2);
                    private volatile List<Change> shared = List.of();

                    @Override
                    public DestinationWriter open(Place at) {
                        return new Writer(at) {
                            @Override
                            public BatchResult applyAll(List<Change> batch) {
                                shared = batch;
                                meeting.attend();
                                return super.applyAll(shared);
                            }
                        };
                    }
                }),
                Mutant.of("leaves a connection where it may not write", "8.14", forbidden(e -> {
                    int unused = MemoryServer.INSTANCE.connect();
                    throw e;
                })),
                Mutant.of("reports as written what it may not write", "8.14", forbidden(e -> new DestinationWriter() {
                    @Override
                    public BatchResult write(List<Change> batch) {
                        return BatchResult.allWritten(batch.size());
                    }

                    @Override
                    public void close() {}
                })),
                Mutant.of(
                        "leaves a thread after a lost connection",
                        "8.12",
                        Mutation.opens((memory, at) -> memory.new Writer(at) {
                            @Override
                            public BatchResult lost(List<Change> rest) {
                                startLingering();
                                return super.lost(rest);
                            }
                        })),
                Mutant.of("shares a date format between writers", "8.05", () -> new MemoryDestination() {
                    private final Meeting meeting = new Meeting(2);
                    private volatile Object shared = "";

                    @Override
                    public Map<String, MemoryServer.Cell> record(Row row) {
                        Map<String, MemoryServer.Cell> record = super.record(row);
                        record.replaceAll((name, cell) ->
                                cell.type() == FieldType.DATE ? new MemoryServer.Cell(cell.type(), mixed(cell)) : cell);
                        return record;
                    }

                    private Object mixed(MemoryServer.Cell cell) {
                        shared = cell.value();
                        meeting.attend();
                        return shared;
                    }
                }),
                Mutant.of(
                        "writes to the table that was opened last",
                        "8.06 8.10 8.12 13.06",
                        () -> new MemoryDestination() {
                            private volatile ConcurrentMap<String, Map<String, MemoryServer.Cell>> last =
                                    MemoryServer.INSTANCE.table("");

                            @Override
                            public DestinationWriter open(Place at) {
                                last = at.table();
                                return new Writer(at) {
                                    @Override
                                    public BatchResult applyAll(List<Change> batch) {
                                        return new Writer(new Place(last, mode, profile)).write(batch);
                                    }
                                };
                            }
                        }),
                Mutant.of("closes all writers together", "8.07", () -> {
                    List<DestinationWriter> opened = new CopyOnWriteArrayList<>();
                    return writer(right -> {
                                opened.add(right);
                                return new Around(right) {
                                    private int batches;

                                    @Override
                                    public BatchResult write(List<Change> batch) {
                                        batches++;
                                        return super.write(batch);
                                    }

                                    /** Only after one batch, so that the result does not depend on which lane ends first. */
                                    @Override
                                    public void close() {
                                        if (batches < 2) {
                                            opened.forEach(DestinationWriter::close);
                                        }
                                        super.close();
                                    }
                                };
                            })
                            .get();
                }));
    }

    /** Does something else where a permission is missing. */
    private static Supplier<Destination> forbidden(Function<DestinationException, DestinationWriter> instead) {
        return Mutation.writers((request, right) -> {
            try {
                return right.get();
            } catch (DestinationException e) {
                if (e.detail().category() == ErrorCategory.PERMISSION) {
                    return instead.apply(e);
                }
                throw e;
            }
        });
    }

    private interface Wrapping {
        DestinationWriter around(WriteRequest request, DestinationWriter right);
    }

    private static Supplier<Destination> writer(java.util.function.UnaryOperator<DestinationWriter> change) {
        return writer((request, right) -> change.apply(right));
    }

    private static Supplier<Destination> writer(Wrapping change) {
        return Mutation.writers((request, right) -> change.around(request, right.get()));
    }

    /** A writer that delegates to another one. */
    static class Around implements DestinationWriter {
        private final DestinationWriter right;

        Around(DestinationWriter right) {
            this.right = right;
        }

        @Override
        public BatchResult write(List<Change> batch) {
            return right.write(batch);
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
