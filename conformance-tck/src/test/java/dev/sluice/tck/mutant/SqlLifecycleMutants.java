package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlReader;
import dev.sluice.tck.sql.SqlServer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What destinations of a typed table leave behind, in the database and in the JVM, and what their readers get wrong. */
final class SqlLifecycleMutants {
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final int MANY = 1_000;

    private SqlLifecycleMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(lifecycle(), readers());
    }

    private static List<Mutant> lifecycle() {
        return List.of(
                Mutant.ofSql("changes the default locale", "8.11", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, java.time.Duration timeout) {
                        Locale.setDefault(
                                Locale.Category.FORMAT, new Locale("de", "DE", "run" + RUNS.incrementAndGet()));
                        return super.connect(config, timeout);
                    }
                }),
                Mutant.ofSql(
                        "keeps its connection when its close is interrupted",
                        "8.12",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public void close() {
                                if (!Thread.currentThread().isInterrupted()) {
                                    super.close();
                                }
                            }
                        })),
                Mutant.ofSql("keeps its connection when it cannot prepare its table", "8.14", refused(leaked -> {})),
                Mutant.ofSql("calls a missing permission a defect", "8.14", refused(leaked -> {
                    SqlDestination.end(leaked);
                    throw DestinationException.of(ErrorDetail.of(
                            "WRITER_BROKEN", ErrorCategory.INTERNAL, "It does not open.", "Look.", false));
                })),
                Mutant.ofSql("counts its connections in a system property", "8.11", () -> new SqlDestination() {
                    @Override
                    public Connection connect(DestinationConfig config, java.time.Duration timeout) {
                        System.setProperty(
                                "sluice.tck.sql.connections",
                                System.getProperty("sluice.tck.sql.connections", "") + "x");
                        return super.connect(config, timeout);
                    }
                }),
                Mutant.ofSql(
                        "connects again after a loss, and leaves it open",
                        "8.12",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                BatchResult right = super.write(batch);
                                if (right.stop().isPresent()) {
                                    SqlDestination own = new SqlDestination();
                                    own.connect(request.config(), own.timeout(request.config()));
                                }
                                return right;
                            }
                        })),
                Mutant.ofSql("keeps the JVM with a timer", "7.03 8.03 8.12 8.13", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        LifecycleMutants.startTimer();
                        return super.write(request, run, context);
                    }
                }),
                Mutant.ofSql("keeps the JVM with a thread", "7.03 8.03 8.12 8.13", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        Thread thread = new Thread(LifecycleMutants::linger, "pool of connections");
                        thread.start();
                        return super.write(request, run, context);
                    }
                }),
                Mutant.ofSql("names its threads after the password", "9.08", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        // What cannot be opened leaves no thread that the next destination would be blamed for.
                        DestinationWriter opened = super.write(request, run, context);
                        CountDownLatch end = new CountDownLatch(1);
                        Thread thread = new Thread(
                                () -> {
                                    try {
                                        end.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                },
                                "connection of "
                                        + request.config().value("password").orElse(""));
                        thread.setDaemon(true);
                        thread.start();
                        return new LifecycleMutants.Around(opened) {
                            @Override
                            public void close() {
                                end.countDown();
                                super.close();
                            }
                        };
                    }
                }),
                Mutant.ofSql(
                        "puts its password into an outcome",
                        "9.08",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                BatchResult right = super.write(batch);
                                return right.stop().isEmpty()
                                        ? right
                                        : BatchResult.builder(batch.size())
                                                .setRest(Outcome.indeterminate(ErrorDetail.of(
                                                        "CONNECTION_LOST",
                                                        ErrorCategory.CONNECTION,
                                                        "user=writer;password=" + SqlServer.PASSWORD,
                                                        "See whether the database is running.",
                                                        true)))
                                                .stop(DestinationException.of(
                                                        right.stop().get().detail()))
                                                .build();
                            }
                        })));
    }

    /** Fails to open after it has connected, and does this with the connection. */
    private static Supplier<Destination> refused(Consumer<Connection> failing) {
        return () -> new SqlDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                try {
                    return super.write(request, run, context);
                } catch (DestinationException e) {
                    if (e.detail().category() == ErrorCategory.PERMISSION) {
                        failing.accept(connect(request.config(), timeout(request.config())));
                    }
                    throw e;
                }
            }
        };
    }

    interface Reading {
        List<ReadBack> read(List<Row> expected, Function<List<Row>, List<ReadBack>> right);
    }

    static Supplier<Destination> reads(Supplier<Reading> made) {
        return () -> new SqlDestination() {
            @Override
            public RecordReader reader(Connection connection, String table, List<String> key) {
                Reading reading = made.get();
                return new SqlReader(connection, table, key) {
                    @Override
                    public List<ReadBack> read(List<Row> expected) {
                        return reading.read(expected, super::read);
                    }
                };
            }
        };
    }

    private static List<Mutant> readers() {
        return List.of(
                Mutant.ofSql(
                        "compares the columns of its table alone",
                        "11.01",
                        reads(() -> (expected, right) -> right.apply(expected).stream()
                                .map(answer -> answer.differences().equals(List.of("city"))
                                        ? ReadBack.builder(ReadBack.Status.MATCHES)
                                                .build()
                                        : answer)
                                .toList())),
                Mutant.ofSql(
                        "compares with SQL's null, which equals nothing and differs from nothing",
                        "11.01",
                        () -> new SqlDestination() {
                            @Override
                            public RecordReader reader(Connection connection, String table, List<String> key) {
                                return new SqlReader(connection, table, key) {
                                    @Override
                                    public boolean equal(
                                            FieldType type, @Nullable Object stored, @Nullable Object expected) {
                                        return stored == null
                                                || expected == null
                                                || super.equal(type, stored, expected);
                                    }
                                };
                            }
                        }),
                Mutant.ofSql(
                        "says that a row differs, and not where",
                        "11.01 11.09",
                        reads(() -> (expected, right) -> right.apply(expected).stream()
                                .map(answer -> ReadBack.builder(answer.status()).build())
                                .toList())),
                Mutant.ofSql("finds nothing where it may not connect", "11.08", () -> new SqlDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        try {
                            return super.reader(request, context);
                        } catch (DestinationException e) {
                            return Optional.of(new ReaderMutants.EmptyReader());
                        }
                    }
                }),
                Mutant.ofSql("calls a refused reader a defect", "11.08", () -> new SqlDestination() {
                    @Override
                    public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                        try {
                            return super.reader(request, context);
                        } catch (DestinationException e) {
                            throw DestinationException.of(ErrorDetail.of(
                                    "READER_BROKEN", ErrorCategory.INTERNAL, "It does not open.", "Look.", false));
                        }
                    }
                }),
                Mutant.ofSql("reads a thousand rows at most", "11.07", reads(() -> (expected, right) -> {
                    List<ReadBack> answers =
                            new ArrayList<>(right.apply(expected.subList(0, Math.min(MANY, expected.size()))));
                    while (answers.size() < expected.size()) {
                        answers.add(ReadBack.builder(ReadBack.Status.ABSENT).build());
                    }
                    return answers;
                })),
                Mutant.ofSql("answers a repeated row once", "11.07", reads(() -> (expected, right) -> {
                    Set<Row> seen = new HashSet<>();
                    return right.apply(expected.stream().filter(seen::add).collect(Collectors.toList()));
                })),
                Mutant.ofSql("keeps what it has read", "11.07", reads(() -> {
                    Map<Row, ReadBack> kept = new HashMap<>();
                    return (expected, right) -> {
                        List<ReadBack> answers = right.apply(expected);
                        for (int i = 0; i < expected.size(); i++) {
                            kept.putIfAbsent(expected.get(i), answers.get(i));
                        }
                        return expected.stream()
                                .map(row -> kept.getOrDefault(row, answers.get(0)))
                                .toList();
                    };
                })),
                Mutant.ofSql("compares numbers as doubles", "11.07 11.09", () -> new SqlDestination() {
                    @Override
                    public RecordReader reader(Connection connection, String table, List<String> key) {
                        return new SqlReader(connection, table, key) {
                            @Override
                            public boolean equal(FieldType type, @Nullable Object stored, @Nullable Object expected) {
                                return (stored instanceof Long one && expected instanceof Long other)
                                        ? one.doubleValue() == other.doubleValue()
                                        : super.equal(type, stored, expected);
                            }
                        };
                    }
                }));
    }
}
