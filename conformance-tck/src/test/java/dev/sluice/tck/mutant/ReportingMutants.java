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
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlReader;
import dev.sluice.tck.sql.SqlServer;
import dev.sluice.tck.sql.SqlTable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Destinations that tell too much, compare too little, or have a target that follows what does not lead to records. */
final class ReportingMutants {
    private ReportingMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(checks(), targets(), errors(), events(), readers(), codes(), losses(), logs(), answers());
    }

    private static List<Mutant> checks() {
        return List.of(
                Mutant.of("leaves the record of a check that may not remove it", "2.02", () -> new MemoryDestination() {
                    @Override
                    public void probe(DestinationConfig config, DestinationConfig target) {
                        try {
                            super.probe(config, target);
                        } catch (DestinationException e) {
                            table(target).put("probe", Map.of());
                            throw e;
                        }
                    }
                }),
                Mutant.ofSql("changes records in a check that fails", "2.02", () -> new SqlDestination() {
                    @Override
                    public CheckReport check(CheckRequest request, CheckObserver observer) {
                        CheckReport right = super.check(request, observer);
                        if (request.config()
                                .value("username")
                                .filter("reader"::equals)
                                .isPresent()) {
                            touch(this, request);
                        }
                        return right;
                    }
                }));
    }

    private static void touch(SqlDestination sql, CheckRequest request) {
        Connection connection = sql.connect(request.config().with("username", "writer"), request.timeout());
        try (Statement statement = connection.createStatement()) {
            String table =
                    String.valueOf(request.target().orElseThrow().value("table").orElseThrow());
            statement.execute("UPDATE " + SqlTable.quoted(table) + " SET \"name\" = 'probe'");
        } catch (SQLException e) {
            // There is no such table yet.
        } finally {
            SqlDestination.end(connection);
        }
    }

    private static List<Mutant> targets() {
        return List.of(
                Mutant.of("has the format of texts in its target", "3.20", () -> new MemoryDestination() {
                    @Override
                    public String target(DestinationConfig target) {
                        return super.target(target) + " "
                                + target.value("texts").orElse("kept");
                    }
                }),
                Mutant.of(
                        "has the user in its target",
                        "3.20",
                        Mutation.profiles((request, right) -> right.toBuilder()
                                .target(right.target()
                                        + (MemoryDestination.server(request.config())
                                                        .contains("reader")
                                                ? " of a reader"
                                                : ""))
                                .build())),
                Mutant.ofSql("has the timeout in its target", "3.20", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target) + " " + timeout(config);
                    }
                }),
                Mutant.ofSql("has the name of the user in its target", "3.20", () -> new SqlDestination() {
                    @Override
                    public String target(DestinationConfig config, DestinationConfig target) {
                        return super.target(config, target) + " "
                                + config.value("username").orElse("");
                    }
                }));
    }

    /** Changes the error of each rejected row. */
    private static BatchResult rejecting(
            BatchResult right, List<Change> batch, BiFunction<ErrorDetail, Row, ErrorDetail> change) {
        BatchResult.Builder result = BatchResult.builder(right.size());
        for (int i = 0; i < right.size(); i++) {
            result.set(
                    i,
                    right.outcome(i) instanceof Outcome.Rejected rejected
                            ? Outcome.rejected(
                                    change.apply(rejected.error(), batch.get(i).row()))
                            : right.outcome(i));
        }
        right.stop().ifPresent(result::stop);
        return result.build();
    }

    private static String name(Row row) {
        return row.schema().has("name") ? String.valueOf(row.value("name")) : "";
    }

    private static ErrorDetail inPlace(ErrorDetail error, Row row) {
        return name(row).isEmpty() ? error : error.at("record", name(row));
    }

    private static ErrorDetail inMessage(ErrorDetail error, Row row) {
        return ErrorDetail.of(
                error.code(), error.category(), "The value '" + name(row) + "' is refused.", error.remedy(), false);
    }

    private static ErrorDetail inRemedy(ErrorDetail error, Row row) {
        return ErrorDetail.of(error.code(), error.category(), error.message(), "Mend " + name(row) + ".", false);
    }

    private static Supplier<Destination> memory(BiFunction<ErrorDetail, Row, ErrorDetail> change) {
        return Mutation.batches((writer, batch, right) -> rejecting(right.apply(batch), batch, change));
    }

    private static Supplier<Destination> sql(BiFunction<ErrorDetail, Row, ErrorDetail> change) {
        return SqlMutation.writers(at -> new SqlMutation.Writer(at) {
            @Override
            public BatchResult write(List<Change> batch) {
                return rejecting(super.write(batch), batch, change);
            }
        });
    }

    private static List<Mutant> errors() {
        return List.of(
                Mutant.of("names a refused record by its value", "7.01 7.02", memory(ReportingMutants::inPlace)),
                Mutant.of("quotes a refused row in the remedy", "7.01 7.02", memory(ReportingMutants::inRemedy)),
                Mutant.of(
                        "quotes a value in what its target refuses",
                        "7.01 7.02",
                        memory((error, row) -> error.code().equals("POISON") ? inMessage(error, row) : error)),
                Mutant.ofSql(
                        "quotes a value in what its database refuses",
                        "7.01 7.02",
                        sql((error, row) -> error.code().equals("ROW_REFUSED") ? inMessage(error, row) : error)),
                Mutant.ofSql(
                        "names a refused record of its table by its value",
                        "7.01 7.02",
                        sql(ReportingMutants::inPlace)),
                Mutant.ofSql(
                        "quotes a refused row of its table in the remedy",
                        "7.01 7.02",
                        sql(ReportingMutants::inRemedy)),
                Mutant.of(
                        "prepares a commit with its URL",
                        "9.03",
                        Mutation.writers(
                                (request, right) -> prepared(right.get(), MemoryDestination.server(request.config())))),
                Mutant.ofSql(
                        "prepares a commit with its password",
                        "9.03",
                        SqlMutation.writers(at -> prepared(new SqlMutation.Writer(at), SqlServer.PASSWORD))));
    }

    private static DestinationWriter prepared(DestinationWriter right, String text) {
        return new LifecycleMutants.Around(right) {
            @Override
            public String prepareCommit() {
                return text;
            }
        };
    }

    private static DestinationWriter telling(
            DestinationWriter right, RunContext context, Function<Row, String> message) {
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                batch.forEach(change -> context.report(RunEvent.warning(ErrorDetail.of(
                        "ROW_ODD", ErrorCategory.DATA, message.apply(change.row()), "Look at it.", false))));
                return super.write(batch);
            }
        };
    }

    private static Mutant ofEvents(String name, BiFunction<WriteRequest, Row, String> message) {
        return Mutant.of(name, "9.09", () -> new MemoryDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                return telling(super.write(request, run, context), context, row -> message.apply(request, row));
            }
        });
    }

    private static Mutant ofSqlEvents(String name, BiFunction<WriteRequest, Row, String> message) {
        return Mutant.ofSql(name, "9.09", () -> new SqlDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                return telling(super.write(request, run, context), context, row -> message.apply(request, row));
            }
        });
    }

    private static List<Mutant> events() {
        return List.of(
                ofEvents("quotes a row in a warning", (request, row) -> "The row of " + name(row) + " is odd."),
                ofEvents(
                        "has its URL in a warning",
                        (request, row) -> MemoryDestination.server(request.config()) + " is slow."),
                ofSqlEvents(
                        "quotes a row of its table in a warning",
                        (request, row) -> "The row " + row.value("id") + " " + name(row)),
                ofSqlEvents(
                        "has its password in a warning",
                        (request, row) -> "Logged in with "
                                + request.config().value("password").orElse("")));
    }

    private static Mutant ofReader(String name, Predicate<Object> blurred) {
        return Mutant.of(name, "11.09", () -> new MemoryDestination() {
            @Override
            public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                return super.reader(request, context).map(right -> new ReaderMutants.AroundReader(right) {
                    @Override
                    public List<ReadBack> read(List<Row> expected) {
                        List<ReadBack> answers = new ArrayList<>(right.read(expected));
                        for (int i = 0; i < answers.size(); i++) {
                            Row row = expected.get(i);
                            Object value = row.schema().has("value") ? row.value("value") : null;
                            if (value != null
                                    && blurred.test(value)
                                    && answers.get(i).status() == ReadBack.Status.DIFFERS) {
                                answers.set(
                                        i,
                                        ReadBack.builder(ReadBack.Status.MATCHES)
                                                .build());
                            }
                        }
                        return answers;
                    }
                });
            }
        });
    }

    private interface Equality {
        boolean equal(FieldType type, Object stored, Object expected);
    }

    private static Mutant ofSqlReader(String name, Equality equality) {
        return Mutant.ofSql(name, "11.09", () -> new SqlDestination() {
            @Override
            public RecordReader reader(Connection connection, String table, List<String> key) {
                return new SqlReader(connection, table, key) {
                    @Override
                    public boolean equal(FieldType type, @Nullable Object stored, @Nullable Object expected) {
                        return super.equal(type, stored, expected)
                                || (stored != null && expected != null && equality.equal(type, stored, expected));
                    }
                };
            }
        });
    }

    private static List<Mutant> readers() {
        return List.of(
                ofReader(
                        "compares instants to the millisecond",
                        value -> value instanceof Instant time && !time.equals(time.truncatedTo(ChronoUnit.MILLIS))),
                ofReader(
                        "compares texts without the blanks around them",
                        value -> value instanceof String text && !text.equals(text.strip())),
                ofSqlReader(
                        "compares times of its table to the microsecond",
                        (type, stored, expected) -> stored instanceof Instant one
                                && expected instanceof Instant other
                                && one.truncatedTo(ChronoUnit.MICROS).equals(other.truncatedTo(ChronoUnit.MICROS))),
                ofSqlReader(
                        "compares texts of its table in any case",
                        (type, stored, expected) -> type == FieldType.TEXT
                                && String.valueOf(stored).equalsIgnoreCase(String.valueOf(expected))));
    }

    private static ErrorCode code(String code, ErrorCategory category) {
        return ErrorCode.row(ErrorDetail.of(code, category, "It is so.", "Change it.", false));
    }

    /** Lists codes, besides those that the reference reports. */
    private static Supplier<Destination> listing(Supplier<List<ErrorCode>> besides) {
        return () -> new MemoryDestination() {
            @Override
            public List<ErrorCode> errors() {
                return Stream.concat(CodeMutants.ofMemory(category -> category).stream(), besides.get().stream())
                        .toList();
            }
        };
    }

    private static Supplier<Destination> sqlListing(Supplier<List<ErrorCode>> besides) {
        return () -> new SqlDestination() {
            @Override
            public List<ErrorCode> errors() {
                return Stream.concat(super.errors().stream(), besides.get().stream())
                        .toList();
            }
        };
    }

    private static List<Mutant> codes() {
        AtomicInteger asked = new AtomicInteger();
        return List.of(
                Mutant.of("lists a code twice", "1.08", listing(() -> List.of(code("POISON", ErrorCategory.DATA)))),
                Mutant.of(
                        "lists other codes each time",
                        "1.08",
                        listing(() -> List.of(code("CODE_" + asked.incrementAndGet(), ErrorCategory.DATA)))),
                Mutant.ofSql(
                        "lists a code of its table twice",
                        "1.08",
                        sqlListing(() -> List.of(code("KEY_EMPTY", ErrorCategory.CONFIGURATION)))),
                Mutant.ofSql(
                        "lists a code of the host's category",
                        "1.08",
                        sqlListing(() -> List.of(code("TABLE_LOCKED", ErrorCategory.LOCKED)))),
                Mutant.of(
                        "rejects a row without identity in the name of the host",
                        "6.01 7.01 7.07",
                        memory((error, row) -> of(error, ErrorCategory.GUARD))),
                Mutant.ofSql(
                        "rejects a row of its table in the name of the host",
                        "6.01 7.01 7.07",
                        sql((error, row) -> of(error, ErrorCategory.CANCELLED))),
                Mutant.of(
                        "takes a refused row for a defect",
                        "7.01",
                        memory((error, row) ->
                                error.code().equals("POISON") ? of(error, ErrorCategory.INTERNAL) : error)),
                Mutant.ofSql(
                        "takes a refused row of its table for a lost connection",
                        "7.01",
                        sql((error, row) ->
                                error.code().equals("ROW_REFUSED") ? of(error, ErrorCategory.CONNECTION) : error)),
                Mutant.of(
                        "says that a row without identity may succeed later",
                        "6.01",
                        memory((error, row) ->
                                ErrorDetail.of(error.code(), error.category(), error.message(), error.remedy(), true))),
                Mutant.ofSql(
                        "says that a row without a key may succeed later",
                        "6.01",
                        sql((error, row) -> ErrorDetail.of(
                                error.code(), error.category(), error.message(), error.remedy(), true))));
    }

    private static ErrorDetail of(ErrorDetail error, ErrorCategory category) {
        return ErrorDetail.of(error.code(), category, error.message(), error.remedy(), error.retryable());
    }

    /** Changes what a write says that ends a run. */
    private static DestinationWriter ending(
            DestinationWriter right, BiFunction<ErrorDetail, List<Change>, DestinationException> change) {
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                BatchResult told = super.write(batch);
                if (told.stop().isEmpty()) {
                    return told;
                }
                DestinationException stop = change.apply(told.stop().get().detail(), batch);
                BatchResult.Builder result = BatchResult.builder(told.size());
                for (int i = 0; i < told.size(); i++) {
                    result.set(
                            i,
                            told.outcome(i) instanceof Outcome.Indeterminate
                                    ? Outcome.indeterminate(stop.detail())
                                    : told.outcome(i));
                }
                return result.stop(stop).build();
            }
        };
    }

    private static List<Mutant> losses() {
        return List.of(
                Mutant.of(
                        "takes a silent server for a defect",
                        "7.11",
                        Mutation.writers((request, right) -> ending(
                                right.get(),
                                (error, batch) -> DestinationException.of(of(error, ErrorCategory.INTERNAL))))),
                Mutant.of(
                        "has the row in the cause of a loss",
                        "7.11",
                        Mutation.writers((request, right) -> ending(
                                right.get(),
                                (error, batch) -> DestinationException.of(
                                        error,
                                        new IOException(
                                                "PUT " + batch.get(0).row().value("name")))))),
                Mutant.ofSql(
                        "takes a lost connection for a wrong row",
                        "7.11",
                        SqlMutation.writers(at -> ending(
                                new SqlMutation.Writer(at),
                                (error, batch) -> DestinationException.of(of(error, ErrorCategory.DATA))))),
                Mutant.ofSql(
                        "has its statement in the error of a loss",
                        "7.11",
                        SqlMutation.writers(at -> ending(
                                new SqlMutation.Writer(at),
                                (error, batch) -> DestinationException.of(ErrorDetail.of(
                                        error.code(),
                                        error.category(),
                                        "INSERT INTO t VALUES ('"
                                                + batch.get(batch.size() - 1)
                                                        .row()
                                                        .value("name") + "')",
                                        error.remedy(),
                                        true))))));
    }

    private static DestinationWriter saying(DestinationWriter right, Consumer<Row> say) {
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                batch.forEach(change -> say.accept(change.row()));
                return super.write(batch);
            }
        };
    }

    private static List<Mutant> logs() {
        return List.of(
                Mutant.of(
                        "logs each row",
                        "9.10",
                        Mutation.writers((request, right) -> saying(
                                right.get(),
                                row -> System.getLogger("memory")
                                        .log(System.Logger.Level.WARNING, "writing " + name(row))))),
                Mutant.of(
                        "prints each row",
                        "9.10",
                        Mutation.writers(
                                (request, right) -> saying(right.get(), row -> System.out.println(name(row))))),
                Mutant.ofSql(
                        "logs each row of its table",
                        "9.10",
                        SqlMutation.writers(at -> saying(
                                new SqlMutation.Writer(at),
                                row -> System.getLogger("sql")
                                        .log(System.Logger.Level.INFO, "values {0}", name(row))))),
                Mutant.ofSql(
                        "prints each row of its table",
                        "9.10",
                        SqlMutation.writers(
                                at -> saying(new SqlMutation.Writer(at), row -> System.err.println(name(row))))));
    }

    private static List<Mutant> answers() {
        return List.of(
                Mutant.of(
                        "displays a record in several lines",
                        "11.10",
                        ReaderMutants.answers((row, right) -> ReadBack.builder(right.status())
                                .differences(right.differences())
                                .display("name: " + row.value("name") + "\nscore: 1")
                                .expiresIn(right.expiresIn())
                                .build())),
                Mutant.of(
                        "displays a record that is absent",
                        "11.10",
                        ReaderMutants.answers((row, right) -> ReadBack.builder(right.status())
                                .differences(right.differences())
                                .display("a record")
                                .expiresIn(right.expiresIn())
                                .build())),
                ofSqlKey("finds records by the first column of a key", key -> key.subList(0, 1)),
                Mutant.ofSql(
                        "displays a record of its table in several lines",
                        "11.10",
                        SqlLifecycleMutants.reads(() -> (expected, right) -> right.apply(expected).stream()
                                .map(answer -> ReadBack.builder(answer.status())
                                        .differences(answer.differences())
                                        .display(
                                                answer.status() == ReadBack.Status.ABSENT
                                                        ? ""
                                                        : "a record\r\nof a table")
                                        .build())
                                .toList())));
    }

    private static Mutant ofSqlKey(String name, UnaryOperator<List<String>> change) {
        return Mutant.ofSql(name, "11.10", () -> new SqlDestination() {
            @Override
            public RecordReader reader(Connection connection, String table, List<String> key) {
                return super.reader(connection, table, change.apply(key));
            }
        });
    }
}
