package dev.sluice.tck.sql;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;

/**
 * The SQL reference with runs that commit: changes wait in a table of the database, and a commit applies them in one transaction. UPSERT takes
 * changes, MIRROR snapshots. Mutants override its methods.
 */
public class SqlStagedDestination extends SqlDestination {
    /** What a run does with a connection of its own. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    @Override
    public Set<SyncMode> modes() {
        return EnumSet.of(SyncMode.UPSERT, SyncMode.MIRROR);
    }

    @Override
    public WriteProfile profile(WriteRequest request) {
        return super.profile(request).toBuilder()
                .staged(true)
                .input(request.mode() == SyncMode.MIRROR ? WriteProfile.Input.SNAPSHOT : WriteProfile.Input.CHANGES)
                .build();
    }

    @Override
    public DestinationRun openRun(WriteRequest request, RunContext context) {
        profile(request);
        DestinationConfig config = newest(request, context);
        with(request, config, connection -> {
            SqlStage.open(connection, context.runId());
            return connection;
        });
        return run(request, config, context.runId());
    }

    public DestinationRun run(WriteRequest request, DestinationConfig config, String runId) {
        return new SqlStagedRun(this, request, config, runId);
    }

    @Override
    public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) {
        WriteProfile profile = profile(request);
        return new SqlDestination() {
            @Override
            public WriteProfile profile(WriteRequest unused) {
                return profile;
            }

            @Override
            public DestinationWriter writer(
                    WriteRequest staged, WriteProfile unused, Connection connection, SqlTable table) {
                return new SqlStagedWriter(staged, profile, connection, table, run.runId());
            }
        }.write(request, run, context);
    }

    @Override
    public RunFate resolve(WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
        profile(request);
        return with(request, newest(request, context), connection -> {
            SqlStage.abort(connection, unresolved.runId());
            return SqlStage.tell(connection, unresolved.runId(), observer) ? RunFate.COMMITTED : RunFate.NOT_COMMITTED;
        });
    }

    /** Does something with a connection that is closed afterwards. */
    final <T> T with(WriteRequest request, DestinationConfig config, Work<T> work) {
        Connection connection = connect(config, timeout(request.config()));
        try {
            return bounded(timeout(request.config()), () -> work.with(connection));
        } catch (SQLException e) {
            throw SqlErrors.of(e);
        } catch (DestinationException e) {
            throw e;
        } finally {
            end(connection);
        }
    }
}
