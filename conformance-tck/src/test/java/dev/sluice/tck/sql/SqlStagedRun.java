package dev.sluice.tck.sql;

import dev.sluice.spi.BoundedCall;
import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A run whose commit is one transaction on a connection of its own. Mutants override its methods. */
public class SqlStagedRun implements DestinationRun {
    private final SqlStagedDestination destination;
    private final WriteRequest request;
    private final DestinationConfig config;
    private final String runId;
    private final WriteProfile profile;
    private boolean committed;
    private boolean closed;

    public SqlStagedRun(
            SqlStagedDestination destination, WriteRequest request, DestinationConfig config, String runId) {
        this.destination = destination;
        this.request = request;
        this.config = config;
        this.runId = runId;
        this.profile = destination.profile(request);
    }

    @Override
    public RunHandle handle() {
        return RunHandle.of(runId);
    }

    @Override
    public CommitResult commit(List<String> prepared, CommitObserver observer) {
        if (closed) {
            throw DestinationException.closed();
        }
        AtomicBoolean committing = new AtomicBoolean();
        try {
            destination.with(request, config, connection -> {
                transaction(connection, prepared, committing);
                return connection;
            });
            committed = true;
            destination.with(request, config, connection -> SqlStage.tell(connection, runId, observer));
        } catch (DestinationException e) {
            throw failure(e, committing.get());
        }
        return CommitResult.COMPLETE;
    }

    /** What a commit throws that may have been sent: nobody knows then. */
    public DestinationException failure(DestinationException e, boolean sent) {
        return sent ? DestinationException.indeterminate(e.detail()) : e;
    }

    public void transaction(Connection connection, List<String> prepared, AtomicBoolean committing)
            throws SQLException {
        SqlTable table =
                SqlTable.prepared(connection, destination.table(request), profile.identity(), request.schema());
        connection.setAutoCommit(false);
        if (SqlStage.commit(connection, runId)) {
            if (profile.input() == WriteProfile.Input.SNAPSHOT) {
                clear(connection, prepared);
            }
            SqlStage.end(connection, runId, applied(connection, table, SqlStage.staged(connection, runId, prepared)));
            committing.set(true);
            connection.commit();
        } else if (!SqlStage.tell(connection, runId, CommitObserver.NONE)) {
            throw DestinationException.of(ErrorDetail.of(
                    "RUN_ABORTED", ErrorCategory.CONNECTION, "The run was aborted.", "Begin another run.", true));
        }
    }

    /** Removes every record, since a snapshot replaces them. */
    public void clear(Connection connection, List<String> prepared) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM " + SqlTable.quoted(destination.table(request)));
        }
    }

    /** Applies changes. Returns those that were refused. */
    private List<SqlStage.Refused> applied(Connection connection, SqlTable table, List<Change> changes)
            throws SQLException {
        SqlWriter writer = new SqlWriter(
                request, profile, connection, table, new BoundedCall("sql", destination.timeout(request.config())));
        List<SqlStage.Refused> refused = new ArrayList<>();
        for (Change change : changes) {
            if (writer.apply(change) instanceof Outcome.Rejected rejected) {
                refused.add(new SqlStage.Refused(change, rejected.error().code()));
            }
            applied(connection);
        }
        return refused;
    }

    /** Called after each change. */
    public void applied(Connection connection) throws SQLException {}

    @Override
    public void close() {
        if (!closed && !committed) {
            try {
                destination.with(request, config, connection -> {
                    abort(connection);
                    return connection;
                });
            } catch (DestinationException e) {
                // What was staged stays until the run is resolved.
            }
        }
        closed = true;
    }

    public void abort(Connection connection) throws SQLException {
        SqlStage.abort(connection, runId);
    }
}
