package dev.sluice.tck.mutant;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.sql.SqlStagedDestination;
import dev.sluice.tck.sql.SqlStagedRun;
import dev.sluice.tck.sql.SqlTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Commits to a database that are not one transaction, or do not say what became of it. */
final class SqlStagedMutants {
    private SqlStagedMutants() {}

    private interface Runs {
        SqlStagedRun open(
                SqlStagedDestination destination, WriteRequest request, DestinationConfig config, String runId);
    }

    private static Mutant of(String name, String kills, Runs runs) {
        return Mutant.ofSql(name, kills, () -> new SqlStagedDestination() {
            @Override
            public DestinationRun run(WriteRequest request, DestinationConfig config, String runId) {
                return runs.open(this, request, config, runId);
            }
        });
    }

    private static void empty(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + SqlTable.quoted(table));
        }
    }

    static List<Mutant> all() {
        return List.of(
                of(
                        "takes a lost answer to the commit of its database for a failure",
                        "14.10",
                        (destination, request, config, runId) -> new SqlStagedRun(destination, request, config, runId) {
                            @Override
                            public DestinationException failure(DestinationException e, boolean sent) {
                                return e;
                            }
                        }),
                of(
                        "commits each row of its database",
                        "14.10",
                        (destination, request, config, runId) -> new SqlStagedRun(destination, request, config, runId) {
                            @Override
                            public void applied(Connection connection) throws SQLException {
                                connection.commit();
                            }
                        }),
                of(
                        "keeps the rows of its table where a snapshot has no writer",
                        "15.02",
                        (destination, request, config, runId) -> new SqlStagedRun(destination, request, config, runId) {
                            @Override
                            public void clear(Connection connection, List<String> prepared) throws SQLException {
                                if (!prepared.isEmpty()) {
                                    super.clear(connection, prepared);
                                }
                            }
                        }),
                of(
                        "empties its table when a snapshot is closed",
                        "15.03",
                        (destination, request, config, runId) -> new SqlStagedRun(destination, request, config, runId) {
                            @Override
                            public void abort(Connection connection) throws SQLException {
                                super.abort(connection);
                                if (request.mode() == SyncMode.MIRROR) {
                                    empty(connection, destination.table(request));
                                }
                            }
                        }),
                of(
                        "empties its table where nothing was staged",
                        "14.11",
                        (destination, request, config, runId) -> new SqlStagedRun(destination, request, config, runId) {
                            @Override
                            public dev.sluice.spi.CommitResult commit(
                                    List<String> prepared, dev.sluice.spi.CommitObserver observer) {
                                if (prepared.isEmpty() && request.mode() == SyncMode.UPSERT) {
                                    emptied(destination, request, config);
                                }
                                return super.commit(prepared, observer);
                            }
                        }));
    }

    private static void emptied(SqlStagedDestination destination, WriteRequest request, DestinationConfig config) {
        Connection connection = destination.connect(config, destination.timeout(config));
        try {
            empty(connection, destination.table(request));
        } catch (SQLException e) {
            // There is no such table yet.
        } finally {
            SqlStagedDestination.end(connection);
        }
    }
}
