package dev.sluice.tck.mutant;

import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlWriter.Values;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Destinations that find the records of others. */
final class NeighbourMutants {
    private NeighbourMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(changes(), readers());
    }

    private static List<Mutant> changes() {
        return List.of(
                Mutant.of("updates records in any case", "6.16", Mutation.opens((memory, at) -> memory.new Writer(at) {
                    @Override
                    public Outcome put(String identity, Row row) {
                        if (mode == SyncMode.UPDATE) {
                            table.replaceAll((name, record) -> name.equalsIgnoreCase(identity) && !name.equals(identity)
                                    ? memory.merged(record, row)
                                    : record);
                        }
                        return super.put(identity, row);
                    }
                })),
                Mutant.of("removes records in any case", "6.16", Mutation.opens((memory, at) -> memory.new Writer(at) {
                    @Override
                    public Outcome remove(String identity) {
                        table.keySet().removeIf(identity::equalsIgnoreCase);
                        return Outcome.WRITTEN;
                    }
                })),
                Mutant.of(
                        "removes everything where a removal has no identity",
                        "6.16 4.11",
                        Mutation.changes((writer, change, right) -> {
                            Outcome outcome = right.apply(change);
                            if (change instanceof Change.Remove && outcome instanceof Outcome.Rejected) {
                                writer.table.clear();
                            }
                            return outcome;
                        })),
                Mutant.ofSql(
                        "removes rows of its table in any case",
                        "6.16",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public Outcome remove(Values values) throws SQLException {
                                execute(comparing("UPPER", table.delete()), List.of(), values);
                                return Outcome.WRITTEN;
                            }

                            private String comparing(String function, String sql) {
                                return NeighbourMutants.comparing(
                                        function, sql, table.columns().get("id"));
                            }
                        })),
                Mutant.ofSql(
                        "updates rows of its table without their blanks",
                        "6.16",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public int execute(String sql, List<String> names, Values values) throws SQLException {
                                return super.execute(
                                        request.mode() == SyncMode.UPDATE
                                                ? NeighbourMutants.comparing(
                                                        "TRIM",
                                                        sql,
                                                        table.columns().get("id"))
                                                : sql,
                                        names,
                                        values);
                            }
                        })));
    }

    /** A statement that finds texts by a function of them. */
    private static String comparing(String function, String sql, @org.jspecify.annotations.Nullable FieldType type) {
        return type == FieldType.TEXT ? sql.replace("\"id\" = ?", function + "(\"id\") = " + function + "(?)") : sql;
    }

    /** Reads a row that is absent once more, by another identity. */
    private static List<ReadBack> again(
            List<Row> expected, Function<List<Row>, List<ReadBack>> right, UnaryOperator<String> change) {
        List<ReadBack> answers = new ArrayList<>(right.apply(expected));
        for (int i = 0; i < answers.size(); i++) {
            Row row = expected.get(i);
            if (answers.get(i).status() == ReadBack.Status.ABSENT && row.value("id") instanceof String id) {
                answers.set(
                        i, right.apply(List.of(named(row, change.apply(id)))).get(0));
            }
        }
        return answers;
    }

    private static Row named(Row row, String id) {
        return Row.of(
                row.schema(),
                row.schema().fields().stream()
                        .map(Field::name)
                        .map(name -> name.equals("id") ? id : row.value(name))
                        .toArray());
    }

    private static Mutant ofReader(String name, UnaryOperator<String> change) {
        return Mutant.of(name, "11.11", () -> new MemoryDestination() {
            @Override
            public Optional<RecordReader> reader(WriteRequest request, RunContext context) {
                return super.reader(request, context).map(right -> new ReaderMutants.AroundReader(right) {
                    @Override
                    public List<ReadBack> read(List<Row> expected) {
                        return again(expected, right::read, change);
                    }
                });
            }
        });
    }

    private static Mutant ofSqlReader(String name, UnaryOperator<String> change) {
        return Mutant.ofSql(
                name, "11.11", SqlLifecycleMutants.reads(() -> (expected, right) -> again(expected, right, change)));
    }

    private static List<Mutant> readers() {
        return List.of(
                ofReader("reads records in any case", id -> id.toLowerCase(Locale.ROOT)),
                ofReader("reads records without the blanks of their keys", String::strip),
                ofSqlReader("reads rows of its table in any case", id -> id.toLowerCase(Locale.ROOT)),
                ofSqlReader("reads rows of its table without the blanks of their keys", String::strip));
    }
}
