package dev.sluice.tck.mutant;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.memory.MemoryServer;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlTable;
import dev.sluice.tck.sql.SqlWriter.Values;
import dev.sluice.tck.staged.BulkDestination;
import dev.sluice.tck.staged.BulkRun;
import dev.sluice.tck.staged.Job;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Destinations that go wrong with the second row, run or mode of a kind. */
final class WidenedMutants {
    private WidenedMutants() {}

    static List<Mutant> all() {
        return Mutant.joined(rows(), names(), emptied(), commits());
    }

    /** The changes whose key is a text first, and all others after them; outcomes in the old order. */
    private static BatchResult textsFirst(
            List<Change> batch, java.util.function.Function<List<Change>, BatchResult> right) {
        List<Change> sorted = new ArrayList<>(batch);
        sorted.sort(java.util.Comparator.comparing(change -> !(change.row().value("id") instanceof String)));
        BatchResult told = right.apply(sorted);
        BatchResult.Builder result = BatchResult.builder(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Change change = batch.get(i);
            int at = 0;
            while (sorted.get(at) != change) {
                at++;
            }
            result.set(i, told.outcome(at));
        }
        told.stop().ifPresent(result::stop);
        return result.build();
    }

    private static boolean isKeyAlone(Change change) {
        return change instanceof Change.Write && change.row().size() == 1;
    }

    private static List<Mutant> rows() {
        return List.of(
                Mutant.of(
                        "drops a row that is nothing but its key",
                        "4.10 6.01",
                        Mutation.changes(
                                (writer, change, right) -> isKeyAlone(change) ? Outcome.WRITTEN : right.apply(change))),
                Mutant.ofSql(
                        "drops a row of its table that is nothing but its key",
                        "4.10",
                        SqlMutation.changes(
                                (writer, change) -> isKeyAlone(change) ? Outcome.WRITTEN : writer.right(change))),
                Mutant.of(
                        "writes the rows of a batch by the type of their key",
                        "6.03",
                        Mutation.batches((writer, batch, right) -> textsFirst(batch, right))),
                Mutant.ofSql(
                        "writes the rows of its table by the type of their key",
                        "6.03",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                return textsFirst(batch, super::write);
                            }
                        })),
                Mutant.of(
                        "removes at most 2,000 records at a time", "5.08", Mutation.batches((writer, batch, right) -> {
                            long removals = batch.stream()
                                    .filter(Change.Remove.class::isInstance)
                                    .count();
                            return removals <= 2_000
                                    ? right.apply(batch)
                                    : BatchResult.allWritten(
                                            right.apply(batch.subList(0, 2_000)).size() + batch.size() - 2_000);
                        })),
                Mutant.ofSql(
                        "removes at most 2,000 rows of its table at a time",
                        "5.08",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public BatchResult write(List<Change> batch) {
                                return batch.stream()
                                                        .filter(Change.Remove.class::isInstance)
                                                        .count()
                                                <= 2_000
                                        ? super.write(batch)
                                        : BatchResult.allWritten(super.write(batch.subList(0, 2_000))
                                                        .size()
                                                + batch.size()
                                                - 2_000);
                            }
                        })),
                Mutant.of(
                        "decodes what looks like HTML",
                        "11.02 6.04 6.13",
                        Mutation.values(value -> value instanceof String text ? text.replace("&lt;", "<") : value)),
                Mutant.ofSql(
                        "puts what looks like a UUID in lower case",
                        "11.02 6.04 6.13",
                        SqlMutation.values((type, value) -> value instanceof String text && text.startsWith("0F8FAD5B-")
                                ? text.toLowerCase(java.util.Locale.ROOT)
                                : value)));
    }

    private static List<Mutant> names() {
        return List.of(
                Mutant.of("updates no field with a quote in its name", "6.08", () -> new MemoryDestination() {
                    @Override
                    public Map<String, MemoryServer.Cell> merged(Map<String, MemoryServer.Cell> present, Row row) {
                        Map<String, MemoryServer.Cell> merged = new HashMap<>(super.merged(present, row));
                        present.forEach((name, cell) -> {
                            if (name.contains("\"")) {
                                merged.put(name, cell);
                            }
                        });
                        return merged;
                    }
                }),
                Mutant.ofSql(
                        "updates no column with a dot in its name",
                        "6.08",
                        SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public int execute(String sql, List<String> names, Values values) throws SQLException {
                                return request.mode() == SyncMode.UPDATE
                                                && names.stream().anyMatch(name -> name.contains("."))
                                        ? 1
                                        : super.execute(sql, names, values);
                            }
                        })),
                Mutant.of("cuts texts that it merges", "6.15", () -> new MemoryDestination() {
                    @Override
                    public Map<String, MemoryServer.Cell> merged(Map<String, MemoryServer.Cell> present, Row row) {
                        Map<String, MemoryServer.Cell> merged = new HashMap<>(super.merged(present, row));
                        merged.replaceAll((name, cell) -> new MemoryServer.Cell(cell.type(), cut(cell.value())));
                        return merged;
                    }
                }),
                Mutant.ofSql(
                        "cuts texts where it inserts", "6.15", SqlMutation.writers(at -> new SqlMutation.Writer(at) {
                            @Override
                            public boolean insert(Values values) throws SQLException {
                                if (request.mode() == SyncMode.INSERT) {
                                    values.byColumn().replaceAll((name, value) -> value == null ? null : cut(value));
                                }
                                return super.insert(values);
                            }
                        })));
    }

    private static Object cut(Object value) {
        return value instanceof String text && text.length() > 4_000 ? text.substring(0, 4_000) : value;
    }

    private static List<Mutant> emptied() {
        return List.of(
                Mutant.of("updates what it has created once", "4.18 7.08", () -> new MemoryDestination() {
                    private final Set<String> created = ConcurrentHashMap.newKeySet();

                    @Override
                    public DestinationWriter open(Place at) {
                        return new Writer(at) {
                            private String place(String identity) {
                                return System.identityHashCode(table) + " " + identity;
                            }

                            @Override
                            public Outcome put(String identity, Row row) {
                                boolean known = !created.add(place(identity));
                                return known && !table.containsKey(identity) && mode == SyncMode.UPSERT
                                        ? Outcome.WRITTEN
                                        : super.put(identity, row);
                            }
                        };
                    }
                }),
                Mutant.ofSql("inserts each row of its table once", "4.18", () -> new SqlDestination() {
                    private final Set<String> inserted = ConcurrentHashMap.newKeySet();

                    @Override
                    public DestinationWriter writer(
                            WriteRequest request, WriteProfile profile, Connection connection, SqlTable table) {
                        return new SqlMutation.Writer(new SqlMutation.Place(request, profile, connection, table)) {
                            @Override
                            public Outcome apply(Change change) throws SQLException {
                                String place = table.name() + " "
                                        + Identity.of(change.row(), profile.identity())
                                                .map(Identity::text)
                                                .orElse("");
                                return request.mode() == SyncMode.UPSERT && !inserted.add(place) && isGone()
                                        ? Outcome.WRITTEN
                                        : super.apply(change);
                            }

                            private boolean isGone() throws SQLException {
                                try (var statement = connection.createStatement();
                                        var rows = statement.executeQuery(
                                                "SELECT COUNT(*) FROM " + SqlTable.quoted(table.name()))) {
                                    return rows.next() && rows.getInt(1) == 0;
                                }
                            }
                        };
                    }
                }));
    }

    private static List<Mutant> commits() {
        Map<String, List<Change>> last = new ConcurrentHashMap<>();
        return List.of(
                Mutant.of("empties its target where nothing was staged", "14.11", () -> new BulkDestination() {
                    @Override
                    public DestinationRun run(WriteRequest request, Job job, RunHandle handle, WriteProfile profile) {
                        return new BulkRun(job, handle, profile.identity(), changes -> apply(request, changes)) {
                            @Override
                            public CommitResult commit(List<String> prepared, CommitObserver observer) {
                                CommitResult right = super.commit(prepared, observer);
                                if (prepared.isEmpty()) {
                                    table(request.target()).clear();
                                }
                                return right;
                            }
                        };
                    }
                }),
                Mutant.of(
                        "applies what an earlier run has staged again",
                        "14.11 11.12 4.15",
                        () -> new BulkDestination() {
                            @Override
                            public List<Outcome> apply(WriteRequest request, List<Change> changes) {
                                List<Change> earlier = last.put(profile(request).target(), List.copyOf(changes));
                                if (earlier != null) {
                                    super.apply(request, earlier);
                                }
                                return super.apply(request, changes);
                            }
                        }),
                Mutant.of("reports staged rows as written", "14.01 4.11", () -> new BulkDestination() {
                    @Override
                    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
                        DestinationWriter uploading = super.write(request, run, context);
                        return new LifecycleMutants.Around(uploading) {
                            @Override
                            public String prepareCommit() {
                                return uploading.prepareCommit();
                            }

                            @Override
                            public BatchResult write(List<Change> batch) {
                                BatchResult right = super.write(batch);
                                return right.size() == 2
                                                && right.outcome(0) instanceof Outcome.Accepted
                                                && right.outcome(1) instanceof Outcome.Accepted
                                                && request.mode() == SyncMode.UPSERT
                                        ? BatchResult.allWritten(2)
                                        : right;
                            }
                        };
                    }
                }));
    }
}
