package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SettingsSchema;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteProfile.Absent;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlReader;
import dev.sluice.tck.sql.SqlServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What destinations of a typed table get wrong: settings, batches, transactions, connections, and what they leave in the JVM. */
final class SqlMutants {
    private static final AtomicInteger RUNS = new AtomicInteger();

    private SqlMutants() {}

    private static final int PART = 100;
    private static final int MANY = 1_000;
    private static final int HALF = 300;

    static List<Mutant> all() {
        return Mutant.joined(settings(), batches(), runs(), failures(), lifecycle(), readers());
    }

    private interface Validation {
        List<ErrorDetail> problems(DestinationConfig config, List<ErrorDetail> right);
    }

    private static Supplier<Destination> validates(Validation ofConnection, Validation ofSync) {
        return () -> new SqlDestination() {
            @Override
            public void validate(DestinationConfig config, DestinationConfig target) {
                SettingsSchema.require(
                        ofConnection.problems(config, problems(config)),
                        ofSync.problems(target, targets().problems(target)));
            }
        };
    }

    private static List<ErrorDetail> without(List<ErrorDetail> problems, String message) {
        return problems.stream()
                .filter(problem -> !problem.message().startsWith(message))
                .toList();
    }

    private static Supplier<Destination> targets(Function<SqlDestination, Function<DestinationConfig, String>> made) {
        return () -> new SqlDestination() {
            @Override
            public String target(DestinationConfig config, DestinationConfig target) {
                return made.apply(this).apply(config) + " "
                        + target.value("table").orElse("");
            }
        };
    }

    /** A profile in which something changes with the password. */
    private static Mutant ofPassword(String name, BiFunction<WriteProfile, String, WriteProfile.Builder> change) {
        return Mutant.ofSql(
                name,
                "3.13",
                SqlMutation.profiles((request, right) -> change.apply(
                                right,
                                Integer.toHexString(
                                        request.config().value("password").hashCode()))
                        .build()));
    }

    private static List<Mutant> settings() {
        return List.of(
                Mutant.ofSql(
                        "ignores unknown settings of its connection",
                        "3.03 3.08 3.11",
                        validates((config, right) -> without(right, "is unknown"), (target, right) -> right)),
                Mutant.ofSql(
                        "ignores unknown settings of its sync",
                        "3.08 3.11",
                        validates((config, right) -> right, (target, right) -> without(right, "is unknown"))),
                Mutant.ofSql(
                        "takes a text for a number or a flag",
                        "3.09",
                        validates(
                                (config, right) -> without(without(right, "is not a whole"), "is not true"),
                                (target, right) -> right)),
                Mutant.ofSql(
                        "quotes a wrong value",
                        "3.09",
                        validates(
                                (config, right) -> right.stream()
                                        .map(problem -> ErrorDetail.setting(
                                                problem.pointer().orElse(""),
                                                problem.message() + ": "
                                                        + config.value(problem.pointer()
                                                                        .orElse("/config/")
                                                                        .substring(8))
                                                                .orElse(""),
                                                problem.remedy()))
                                        .toList(),
                                (target, right) -> right)),
                Mutant.ofSql(
                        "needs no user, against its schema",
                        "3.10",
                        validates((config, right) -> without(right, "is missing"), (target, right) -> right)),
                Mutant.ofSql(
                        "tells one problem only",
                        "3.11",
                        validates((config, right) -> right.stream().limit(1).toList(), (target, right) -> right)),
                Mutant.ofSql("looks at the sync only when the connection is right", "3.11", () -> new SqlDestination() {
                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        SettingsSchema.require(problems(config));
                        SettingsSchema.require(targets().problems(target));
                    }
                }),
                Mutant.ofSql(
                        "has a target that follows a setting only where it is set",
                        "3.12",
                        targets(right -> config -> config.value("url").orElse("") + " "
                                + config.value("compressed").orElse(""))),
                Mutant.ofSql("uses another default than it tells", "3.12", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target)
                                + config.value("compressed").orElse(true);
                    }
                }),
                Mutant.ofSql(
                        "has a target that changes with the password",
                        "3.13",
                        targets(right -> config -> config.value("url").orElse("")
                                + " "
                                + Integer.toHexString(config.value("password").hashCode()))),
                Mutant.ofSql(
                        "leaves the database out of the target",
                        "3.14",
                        targets(right -> config ->
                                String.valueOf(config.value("url").orElse("")).replaceFirst("/[a-z]+$", ""))),
                Mutant.ofSql(
                        "leaves the port out of the target",
                        "3.14",
                        targets(right -> config ->
                                String.valueOf(config.value("url").orElse("")).replaceFirst(":[0-9]+/", "/"))),
                ofPassword(
                        "writes every row again after the password has changed",
                        (right, password) -> right.toBuilder().rendering(password)),
                ofPassword(
                        "removes every record after the password has changed",
                        (right, password) -> right.toBuilder().recordType(password)),
                Mutant.ofSql(
                        "has one rendering, trimmed or not",
                        "3.16",
                        SqlMutation.profiles((request, right) ->
                                right.toBuilder().rendering("columns").build())),
                Mutant.ofSql(
                        "stores what it compresses in another way",
                        "3.16",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> request.config()
                                                                .value("compressed")
                                                                .equals(Optional.of(true))
                                                        && right instanceof String text
                                                ? text.toLowerCase(Locale.ROOT)
                                                : right);
                            }
                        })),
                Mutant.ofSql("has one target for tables of other case", "3.15", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target).toLowerCase(Locale.ROOT);
                    }
                }),
                Mutant.ofSql("has one target for tables with the same number", "3.15", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target).replaceFirst("[^0-9]+$", "");
                    }
                }));
    }

    private static List<Mutant> batches() {
        return List.of(
                Mutant.ofSql(
                        "binds values by the position in the request",
                        "4.12",
                        SqlMutation.changes((writer, change) -> writer.right(
                                change.row().size() == writer.request.schema().size() && change instanceof Change.Write
                                        ? new Change.Write(byPosition(writer.request, change.row()))
                                        : change))),
                Mutant.ofSql(
                        "loses rows beyond a limit of bytes",
                        "4.02 4.11 4.13 4.14",
                        SqlMutation.transactions((writer, batch) -> {
                            long[] bytes = {0};
                            writer.right(batch.stream()
                                    .filter(change -> (bytes[0] += size(change.row())) < 4_000_000)
                                    .toList());
                            return BatchResult.allWritten(batch.size());
                        })),
                Mutant.ofSql(
                        "remembers which records were absent",
                        "4.14",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            private final Set<Object> absent = new HashSet<>();

                            @Override
                            public Outcome apply(Change change) throws SQLException {
                                Object name = identity(change.row());
                                Outcome outcome =
                                        absent.contains(name) ? Outcome.skipped("RECORD_ABSENT") : super.apply(change);
                                if (profile.absent() == Absent.SKIP && outcome instanceof Outcome.Skipped) {
                                    absent.add(name);
                                }
                                return outcome;
                            }
                        })),
                Mutant.ofSql("has a table for each mode", "4.11 4.14 4.15", () -> new SqlDestination() {
                    @Override
                    public String table(WriteRequest request) {
                        return switch (request.mode()) {
                            case UPDATE -> super.table(request) + "-updates";
                            case UPSERT, INSERT, MIRROR, AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE ->
                                super.table(request);
                        };
                    }
                }),
                Mutant.ofSql("skips rows that change nothing", "5.15", SqlMutation.changes((writer, change) -> {
                    boolean equal = change instanceof Change.Write
                            && writer.identity(change.row()).isPresent()
                            && new SqlReader(writer.connection, writer.table.name(), writer.profile.identity())
                                    .read(List.of(change.row()))
                                    .get(0)
                                    .status()
                                    .equals(ReadBack.Status.MATCHES);
                    return equal ? Outcome.skipped("UNCHANGED") : writer.right(change);
                })),
                Mutant.ofSql(
                        "gives the outcomes of the second part to the first",
                        "10.02",
                        SqlMutation.transactions((writer, batch) -> Outcomes.exchanged(writer.right(batch), PART))),
                Mutant.ofSql(
                        "writes the parts of a large batch in the wrong order",
                        "10.02",
                        SqlMutation.transactions((writer, batch) -> {
                            if (batch.size() <= HALF) {
                                return writer.right(batch);
                            }
                            BatchResult.Builder result = BatchResult.builder(batch.size());
                            for (int i = HALF; i < batch.size(); i++) {
                                result.set(i, writer.apply(batch.get(i)));
                            }
                            for (int i = 0; i < HALF; i++) {
                                result.set(i, writer.apply(batch.get(i)));
                            }
                            writer.commit();
                            return result.build();
                        })),
                Mutant.ofSql(
                        "takes the key columns in lower case",
                        "6.02 6.14",
                        SqlMutation.values(
                                (type, value) -> value instanceof String text && text.equals("A") ? "a" : value)),
                Mutant.ofSql(
                        "trims the parts of a key",
                        "6.02 6.14",
                        SqlMutation.values((type, value) ->
                                value instanceof String text && text.length() == 2 ? text.strip() : value)),
                Mutant.ofSql(
                        "cuts keys to 255 characters",
                        "6.11",
                        SqlMutation.values((type, value) ->
                                value instanceof String text && text.length() > 255 && text.startsWith("kkk")
                                        ? text.substring(0, 255)
                                        : value)),
                Mutant.ofSql(
                        "has times as keys, to the second",
                        "6.13",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> right instanceof java.time.LocalTime time
                                                        && table.columns().get("id") == FieldType.TIME
                                                ? time.withNano(0)
                                                : right);
                            }
                        })));
    }

    private static Row byPosition(WriteRequest request, Row row) {
        return Row.of(
                request.schema(),
                row.schema().fields().stream()
                        .map(field -> row.value(field.name()))
                        .toArray());
    }

    private static long size(Row row) {
        long size = 0;
        for (int i = 0; i < row.size(); i++) {
            size += String.valueOf(row.value(i)).length();
        }
        return size;
    }

    private static Mutant tells(String name, Function<RunContext, List<RunMarker>> markers) {
        return Mutant.ofSql(name, "13.05", () -> new SqlDestination() {
            @Override
            public DestinationRun openRun(WriteRequest request, RunContext context) {
                return new MarkerMutants.Telling(super.openRun(request, context), markers.apply(context));
            }
        });
    }

    private static List<Mutant> runs() {
        return List.of(
                tells("has no place for a marker, and says nothing of it", context -> List.of()),
                tells(
                        "says that it keeps no marker to runs of a sync alone",
                        context -> context.syncId().isPresent() ? List.of(RunMarker.NOT_KEPT) : List.of()));
    }

    private static List<Mutant> failures() {
        return List.of(
                Mutant.ofSql(
                        "commits before it is told, and after",
                        "7.05",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public void commit() throws SQLException {
                                try {
                                    super.commit();
                                } catch (SQLException e) {
                                    // Its rows are reported as written, although nobody knows.
                                }
                            }
                        })),
                Mutant.ofSql(
                        "rolls back a batch for one row, and reports the others as written",
                        "7.01 7.08",
                        SqlMutation.transactions((writer, batch) -> {
                            boolean[] refused = {false};
                            BatchResult result = Outcomes.of(batch.size(), i -> {
                                Outcome outcome = writer.apply(batch.get(i));
                                refused[0] |= isRejected(outcome, "ROW_REFUSED");
                                return outcome;
                            });
                            if (refused[0]) {
                                writer.connection.rollback();
                            } else {
                                writer.commit();
                            }
                            return result;
                        })),
                Mutant.ofSql(
                        "forgets the rows before a value that no column holds",
                        "7.01",
                        SqlMutation.transactions((writer, batch) -> {
                            BatchResult result = Outcomes.of(batch.size(), i -> {
                                Outcome outcome = writer.apply(batch.get(i));
                                if (isRejected(outcome, "VALUE_UNSUITABLE")) {
                                    writer.connection.rollback();
                                }
                                return outcome;
                            });
                            writer.commit();
                            return result;
                        })),
                Mutant.ofSql(
                        "gives the refusal of one batch to the next",
                        "7.08",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            private @Nullable Outcome refusal;

                            @Override
                            public BatchResult transaction(List<Change> changes) throws SQLException {
                                BatchResult right = super.transaction(changes);
                                BatchResult result = Outcomes.of(
                                        changes.size(), i -> i == 0 && refusal != null ? refusal : right.outcome(i));
                                refusal = changes.size() == 1 && right.outcome(0) instanceof Outcome.Rejected
                                        ? right.outcome(0)
                                        : null;
                                return result;
                            }
                        })),
                listsAllBut("lists no code of a refused row", "KEY_EMPTY"),
                listsAllBut("lists no code of a refused connection", "CONNECTION_LOST"),
                Mutant.ofSql("reports a locked record as written", "7.10", SqlMutation.changes((writer, change) -> {
                    try {
                        return writer.right(change);
                    } catch (SQLException e) {
                        if (e.getErrorCode() == org.h2.api.ErrorCode.LOCK_TIMEOUT_1) {
                            return Outcome.WRITTEN;
                        }
                        throw e;
                    }
                })));
    }

    private static boolean isRejected(Outcome outcome, String code) {
        return outcome instanceof Outcome.Rejected rejected
                && rejected.error().code().equals(code);
    }

    private static Mutant listsAllBut(String name, String code) {
        return Mutant.ofSql(name, "7.09", () -> new SqlDestination() {
            @Override
            public List<ErrorCode> errors() {
                return super.errors().stream()
                        .filter(error -> !error.code().equals(code))
                        .toList();
            }
        });
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
                Mutant.ofSql("keeps the JVM with a thread", "8.13", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        Thread thread = new Thread(SqlMutants::linger, "pool of connections");
                        thread.start();
                        return super.write(request, run, context);
                    }
                }),
                Mutant.ofSql("names its threads after the password", "9.08", () -> new SqlDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
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
                        return new LifecycleMutants.Around(super.write(request, run, context)) {
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

    /** Longer than the kit waits, and not for ever. */
    static void linger() {
        try {
            new CountDownLatch(1).await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Reading {
        List<ReadBack> read(List<Row> expected, Function<List<Row>, List<ReadBack>> right);
    }

    private static Supplier<Destination> reads(Supplier<Reading> made) {
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
                Mutant.ofSql("compares numbers as doubles", "11.07", () -> new SqlDestination() {
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
