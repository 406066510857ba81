package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SettingsSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlTable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Destinations that are wrong from the second run on, in another mode than the first, or beyond what their schema says. */
final class DriftMutants {
    /** What mutants keep of the rows that they have written. */
    private static final Queue<Object> KEPT = new ConcurrentLinkedQueue<>();

    private DriftMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(bounds(), targets(), remembered(), fields(), kept(), modes());
    }

    private static List<Mutant> bounds() {
        return List.of(
                Mutant.of("takes any text where its schema has choices", "3.21", () -> new MemoryDestination() {
                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        boolean other = target.value("texts")
                                .filter(text -> text instanceof String && !text.equals("upper"))
                                .isPresent();
                        super.validate(config, other ? target.with("texts", "kept") : target);
                    }
                }),
                Mutant.of(
                        "has another default where it inserts",
                        "3.12",
                        Mutation.profiles((request, right) -> withRendering(
                                right,
                                request.mode() == SyncMode.INSERT
                                        && request.target().value("texts").isEmpty()))),
                Mutant.ofSql(
                        "has another default where it mirrors",
                        "3.12",
                        SqlMutation.profiles((request, right) -> withRendering(
                                right,
                                request.mode() == SyncMode.MIRROR
                                        && request.config().value("compressed").isEmpty()))),
                Mutant.of("has bounds in its schema alone", "3.21", () -> new ElsewhereMutants.WithLimit() {
                    @Override
                    void use(Object limit) {}

                    @Override
                    public String targetSchema() {
                        return super.targetSchema().replace("\"default\": 10", "\"default\": 10, \"minimum\": 1");
                    }
                }),
                Mutant.ofSql("takes any timeout", "3.21", validates("is not from")),
                Mutant.ofSql("takes a timeout that is too long", "3.21", () -> new SqlDestination() {
                    @Override
                    public void validate(DestinationConfig config, DestinationConfig target) {
                        boolean longer = config.value("timeout_seconds")
                                .filter(value -> value instanceof Long seconds && seconds > 600)
                                .isPresent();
                        super.validate(longer ? config.with("timeout_seconds", 600L) : config, target);
                    }
                }));
    }

    private static WriteProfile withRendering(WriteProfile right, boolean other) {
        return other
                ? right.toBuilder().rendering(right.rendering() + " otherwise").build()
                : right;
    }

    private static Supplier<Destination> validates(String ignored) {
        return () -> new SqlDestination() {
            @Override
            public void validate(DestinationConfig config, DestinationConfig target) {
                SettingsSchema.require(
                        problems(config).stream()
                                .filter(problem -> config.value("timeout_seconds")
                                                .filter(Long.class::isInstance)
                                                .isEmpty()
                                        || !problem.message().startsWith(ignored))
                                .toList(),
                        targets().problems(target));
            }
        };
    }

    private static Supplier<Destination> targeting(BiFunction<WriteRequest, WriteProfile, String> target) {
        return Mutation.profiles((request, right) ->
                right.toBuilder().target(target.apply(request, right)).build());
    }

    private static Supplier<Destination> sqlTargeting(BiFunction<WriteRequest, WriteProfile, String> target) {
        return SqlMutation.profiles((request, right) ->
                right.toBuilder().target(target.apply(request, right)).build());
    }

    private static List<Mutant> targets() {
        return List.of(
                Mutant.of(
                        "has the mode in its target",
                        "3.22",
                        targeting((request, right) -> right.target() + " " + request.mode())),
                Mutant.of(
                        "has the number of fields in its target",
                        "3.22",
                        targeting((request, right) ->
                                right.target() + " " + request.schema().size())),
                Mutant.ofSql(
                        "has the mode in the target of its table",
                        "3.22",
                        sqlTargeting((request, right) ->
                                right.target() + (request.mode() == SyncMode.MIRROR ? " mirrored" : ""))),
                Mutant.ofSql(
                        "has its columns in its target",
                        "3.22",
                        sqlTargeting((request, right) ->
                                right.target() + " " + request.schema().names())));
    }

    private static List<Mutant> remembered() {
        return List.of(
                Mutant.of("writes a row once that it is given twice", "4.14 4.17 7.08", Mutation.opens((memory, at) -> {
                    Map<String, Row> last = new HashMap<>();
                    return memory.new Writer(at) {
                        @Override
                        public Outcome put(String identity, Row row) {
                            return row.equals(last.put(identity, row))
                                            && row.equals(last.get(identity))
                                            && mode != SyncMode.INSERT
                                    ? Outcome.WRITTEN
                                    : super.put(identity, row);
                        }
                    };
                })),
                Mutant.of("remembers the rows of earlier runs", "4.14 4.18 4.17 7.08", () -> new MemoryDestination() {
                    private final Map<String, Row> last = new ConcurrentHashMap<>();

                    @Override
                    public DestinationWriter open(Place at) {
                        return new Writer(at) {
                            private final Set<String> own = new HashSet<>();

                            @Override
                            public Outcome put(String identity, Row row) {
                                String place = System.identityHashCode(table) + " " + identity;
                                boolean again = row.equals(last.put(place, row)) && own.add(identity);
                                return again && mode != SyncMode.INSERT ? Outcome.WRITTEN : super.put(identity, row);
                            }
                        };
                    }
                }),
                Mutant.ofSql(
                        "writes a row of its table once that it is given twice",
                        "4.14",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            private final Map<Object, Row> last = new HashMap<>();

                            @Override
                            public Outcome apply(Change change) throws SQLException {
                                Row before = last.put(identity(change.row()), change.row());
                                return change.row().equals(before) && request.mode() == SyncMode.UPSERT
                                        ? Outcome.WRITTEN
                                        : super.apply(change);
                            }
                        })),
                Mutant.ofSql("creates its table once", "4.18", () -> new SqlDestination() {
                    private final Set<String> created = ConcurrentHashMap.newKeySet();

                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        String table = profile(request).target();
                        if (!created.add(table) && isGone(this, request)) {
                            return new LifecycleMutants.Around(super.write(request, run, context)) {
                                @Override
                                public BatchResult write(List<Change> batch) {
                                    return BatchResult.builder(batch.size())
                                            .setRest(Outcome.rejected(ErrorDetail.of(
                                                    "ROW_REFUSED",
                                                    dev.sluice.spi.ErrorCategory.DATA,
                                                    "There is no such table.",
                                                    "Create it.",
                                                    false)))
                                            .build();
                                }
                            };
                        }
                        return super.write(request, run, context);
                    }
                }));
    }

    private static boolean isGone(SqlDestination sql, WriteRequest request) {
        boolean[] gone = {false};
        with(sql, request, statement -> {
            try {
                statement
                        .executeQuery("SELECT 1 FROM " + SqlTable.quoted(sql.table(request)) + " WHERE 1 = 0")
                        .close();
            } catch (SQLException e) {
                gone[0] = true;
            }
        });
        return gone[0];
    }

    private interface Sql {
        void execute(Statement statement) throws SQLException;
    }

    /** Executes statements before a writer opens. */
    private static void with(SqlDestination sql, WriteRequest request, Sql statements) {
        if (!request.config().value("username").filter("writer"::equals).isPresent()) {
            return;
        }
        Connection connection = sql.connect(request.config(), sql.timeout(request.config()));
        try (Statement statement = connection.createStatement()) {
            statements.execute(statement);
        } catch (SQLException e) {
            // There is no such table yet.
        } finally {
            SqlDestination.end(connection);
        }
    }

    private static Supplier<Destination> sqlBefore(BiFunction<SqlDestination, WriteRequest, Sql> statements) {
        return () -> new SqlDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                with(this, request, statements.apply(this, request));
                return super.write(request, run, context);
            }
        };
    }

    private static Supplier<Destination> before(
            BiFunction<WriteRequest, Map<String, MemoryServer.Cell>, Set<String>> lost) {
        return () -> new MemoryDestination() {
            @Override
            public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                DestinationWriter right = super.write(request, run, context);
                table(request.target()).replaceAll((name, record) -> {
                    Map<String, MemoryServer.Cell> rest = new HashMap<>(record);
                    rest.keySet().removeAll(lost.apply(request, record));
                    return rest;
                });
                return right;
            }
        };
    }

    private static List<Mutant> fields() {
        return List.of(
                Mutant.of("drops fields that a source no longer has", "4.16", before((request, record) -> {
                    Set<String> gone = new HashSet<>(record.keySet());
                    gone.removeAll(request.schema().names());
                    gone.removeIf(name -> !name.startsWith("field"));
                    return gone;
                })),
                Mutant.of("empties fields whose type changes", "4.16", before((request, record) -> {
                    Set<String> changed = new HashSet<>();
                    for (Field field : request.schema().fields()) {
                        MemoryServer.Cell cell = record.get(field.name());
                        if (cell != null
                                && cell.type() != field.type()
                                && field.name().startsWith("field")) {
                            changed.add(field.name());
                        }
                    }
                    return changed;
                })),
                Mutant.ofSql(
                        "drops columns that a source no longer has", "4.16", sqlBefore((sql, request) -> statement -> {
                            for (int i = 0; i < 4; i++) {
                                if (!request.schema().has("field" + i)) {
                                    statement.execute("ALTER TABLE " + SqlTable.quoted(sql.table(request))
                                            + " DROP COLUMN IF EXISTS " + SqlTable.quoted("field" + i));
                                }
                            }
                        })),
                Mutant.ofSql(
                        "creates a column anew whose type changes", "4.16", sqlBefore((sql, request) -> statement -> {
                            for (Field field : request.schema().fields()) {
                                if (field.name().startsWith("field") && field.type() == FieldType.TEXT) {
                                    statement.execute("ALTER TABLE " + SqlTable.quoted(sql.table(request))
                                            + " DROP COLUMN IF EXISTS " + SqlTable.quoted(field.name()));
                                }
                            }
                        })));
    }

    private static List<Mutant> kept() {
        return List.of(
                Mutant.of("keeps every batch until it is closed", "4.17", Mutation.writers((request, right) -> {
                    List<Change> batches = new ArrayList<>();
                    return keeping(right.get(), batches::add);
                })),
                Mutant.of(
                        "keeps the last row of each record",
                        "4.17",
                        Mutation.writers((request, right) -> keeping(right.get(), change -> KEPT.add(change.row())))),
                Mutant.ofSql(
                        "keeps every row of its table",
                        "4.17",
                        SqlMutation.writers(at -> keeping(new SqlMutation.Writer(at), KEPT::add))),
                Mutant.ofSql("keeps rows to write them again", "4.17", SqlMutation.writers(at -> {
                    List<Change> again = new ArrayList<>();
                    return keeping(new SqlMutation.Writer(at), again::add);
                })));
    }

    private static DestinationWriter keeping(DestinationWriter right, Consumer<Change> keep) {
        return new LifecycleMutants.Around(right) {
            @Override
            public BatchResult write(List<Change> batch) {
                batch.forEach(keep);
                return super.write(batch);
            }

            @Override
            public void close() {
                KEPT.clear();
                super.close();
            }
        };
    }

    private static Supplier<Destination> merging(java.util.function.UnaryOperator<Object> change) {
        return () -> new MemoryDestination() {
            @Override
            public Map<String, MemoryServer.Cell> merged(Map<String, MemoryServer.Cell> present, Row row) {
                Map<String, MemoryServer.Cell> right = super.merged(present, row);
                right.replaceAll((name, cell) ->
                        name.equals("value") ? new MemoryServer.Cell(cell.type(), change.apply(cell.value())) : cell);
                return right;
            }
        };
    }

    private static List<Mutant> modes() {
        return List.of(
                Mutant.of(
                        "cuts instants that it merges to milliseconds",
                        "6.15",
                        merging(value -> value instanceof Instant time ? time.truncatedTo(ChronoUnit.MILLIS) : value)),
                Mutant.of("stores false for a flag that is null", "6.15", () -> new MemoryDestination() {
                    @Override
                    public Map<String, MemoryServer.Cell> record(Row row) {
                        Map<String, MemoryServer.Cell> right = new HashMap<>(super.record(row));
                        for (Field field : row.schema().fields()) {
                            if (field.type() == FieldType.BOOLEAN && row.value(field.name()) == null) {
                                right.put(field.name(), new MemoryServer.Cell(FieldType.BOOLEAN, false));
                            }
                        }
                        return right;
                    }
                }),
                Mutant.ofSql(
                        "rounds decimals where it mirrors",
                        "6.15",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> right instanceof BigDecimal number
                                                        && request.mode() == SyncMode.MIRROR
                                                        && number.scale() > 10
                                                ? number.setScale(10, RoundingMode.HALF_EVEN)
                                                : right);
                            }
                        })),
                Mutant.ofSql(
                        "keeps a date that a null is to clear",
                        "6.15",
                        SqlMutation.changes((writer, change) -> writer.right(withoutNullDates(change)))),
                Mutant.ofSql(
                        "updates texts in lower case", "6.15", SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Optional<Object> converted(FieldType from, Object value, FieldType column) {
                                return super.converted(from, value, column)
                                        .map(right -> right instanceof String text
                                                        && request.mode() == SyncMode.UPDATE
                                                        && text.startsWith("Zo")
                                                ? text.toLowerCase(Locale.ROOT)
                                                : right);
                            }
                        })));
    }

    /** A row of the fields that are no dates without a value. */
    private static Change withoutNullDates(Change change) {
        if (change instanceof Change.Remove) {
            return change;
        }
        Row row = change.row();
        List<Field> fields = row.schema().fields().stream()
                .filter(field -> field.type() != FieldType.DATE || row.value(field.name()) != null)
                .toList();
        return new Change.Write(Row.of(
                dev.sluice.spi.RowSchema.of(fields),
                fields.stream().map(field -> row.value(field.name())).toArray()));
    }
}
