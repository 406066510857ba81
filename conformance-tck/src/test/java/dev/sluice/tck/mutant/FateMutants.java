package dev.sluice.tck.mutant;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.memory.MemoryDestination;
import dev.sluice.tck.sql.SqlDestination;
import dev.sluice.tck.sql.SqlTable;
import dev.sluice.tck.staged.BulkDestination;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Destinations that claim to know runs of which they have never heard. */
final class FateMutants {
    private static final Set<String> OPENED = ConcurrentHashMap.newKeySet();

    private FateMutants() {}

    static List<Mutant> all() {
        return List.of(
                Mutant.of("takes a run that it does not know for committed", "13.07", () -> new MemoryDestination() {
                    @Override
                    public DestinationRun openRun(WriteRequest request, RunContext context) {
                        OPENED.add(context.runId());
                        return super.openRun(request, context);
                    }

                    @Override
                    public RunFate resolve(
                            WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
                        RunFate right = super.resolve(request, unresolved, context, observer);
                        return OPENED.contains(unresolved.runId()) ? right : RunFate.COMMITTED;
                    }
                }),
                Mutant.of("takes a job that is gone for done", "13.07", () -> new BulkDestination() {
                    @Override
                    public RunFate resolve(
                            WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
                        RunFate right = super.resolve(request, unresolved, context, observer);
                        return right == RunFate.UNKNOWN ? RunFate.COMMITTED : right;
                    }
                }),
                Mutant.ofSql(
                        "takes a run that its database does not know for committed",
                        "13.07",
                        () -> new SqlDestination() {
                            @Override
                            public DestinationRun openRun(WriteRequest request, RunContext context) {
                                OPENED.add(context.runId());
                                return super.openRun(request, context);
                            }

                            @Override
                            public RunFate resolve(
                                    WriteRequest request,
                                    RunHandle unresolved,
                                    RunContext context,
                                    CommitObserver observer) {
                                RunFate right = super.resolve(request, unresolved, context, observer);
                                return OPENED.contains(unresolved.runId()) ? right : RunFate.COMMITTED;
                            }
                        }),
                Mutant.ofSql("empties its table to clear a run", "13.07", () -> new SqlDestination() {
                    @Override
                    public RunFate resolve(
                            WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
                        Connection connection = connect(request.config(), timeout(request.config()));
                        try (Statement statement = connection.createStatement()) {
                            statement.execute("DELETE FROM " + SqlTable.quoted(table(request)) + " WHERE \"id\" = 1");
                        } catch (SQLException e) {
                            // There is no such table yet.
                        } finally {
                            SqlDestination.end(connection);
                        }
                        return super.resolve(request, unresolved, context, observer);
                    }
                }));
    }
}
