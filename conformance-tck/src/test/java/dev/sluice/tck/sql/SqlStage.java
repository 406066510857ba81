package dev.sluice.tck.sql;

import dev.sluice.spi.Change;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.Outcome;
import dev.sluice.tck.staged.PartFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The two tables of staged runs: what each run is, and the batches that its writers have staged. */
public final class SqlStage {
    private static final String RUNS = SqlTable.quoted("stage-runs");
    private static final String PARTS = SqlTable.quoted("stage-parts");

    /** A change that a commit refused. */
    record Refused(Change change, String code) {}

    private SqlStage() {}

    static void open(Connection connection, String runId) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS " + RUNS + " (run VARCHAR PRIMARY KEY, state VARCHAR, told VARBINARY)");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS " + PARTS
                            + " (number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run VARCHAR, writer VARCHAR, part VARBINARY)");
        }
        execute(connection, "INSERT INTO " + RUNS + " VALUES (?, 'OPEN', NULL)", runId);
    }

    static void add(Connection connection, String runId, String writer, List<Change> changes) throws SQLException {
        if (!changes.isEmpty()) {
            execute(
                    connection,
                    "INSERT INTO " + PARTS + " (run, writer, part) VALUES (?, ?, ?)",
                    runId,
                    writer,
                    bytes(new PartFile(writer, changes)));
        }
    }

    /** The changes that these writers have staged, in order. */
    static List<Change> staged(Connection connection, String runId, List<String> writers) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT writer, part FROM " + PARTS + " WHERE run = ? ORDER BY number")) {
            statement.setString(1, runId);
            try (ResultSet parts = statement.executeQuery()) {
                while (parts.next()) {
                    if (writers.contains(parts.getString(1))) {
                        changes.addAll(part(parts.getBytes(2)).changes());
                    }
                }
            }
        }
        return changes;
    }

    /** Whether the run was open, and is committed now, once the transaction is. */
    static boolean commit(Connection connection, String runId) throws SQLException {
        return execute(connection, "UPDATE " + RUNS + " SET state = 'DONE' WHERE run = ? AND state = 'OPEN'", runId)
                == 1;
    }

    /** Keeps what a commit refused, and removes what was staged. */
    static void end(Connection connection, String runId, List<Refused> refused) throws SQLException {
        String codes = String.join(",", refused.stream().map(Refused::code).toList());
        execute(
                connection,
                "UPDATE " + RUNS + " SET told = ? WHERE run = ?",
                bytes(new PartFile(codes, refused.stream().map(Refused::change).toList())),
                runId);
        execute(connection, "DELETE FROM " + PARTS + " WHERE run = ?", runId);
    }

    /** Ends a run that is not committed, and removes what it has staged. */
    static void abort(Connection connection, String runId) throws SQLException {
        try {
            execute(connection, "UPDATE " + RUNS + " SET state = 'ABORTED' WHERE run = ? AND state = 'OPEN'", runId);
            execute(
                    connection,
                    "DELETE FROM " + PARTS + " WHERE run IN (SELECT run FROM " + RUNS
                            + " WHERE run = ? AND state = 'ABORTED')",
                    runId);
        } catch (SQLException e) {
            if (e.getErrorCode() != org.h2.api.ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1
                    && e.getErrorCode() != org.h2.api.ErrorCode.TABLE_OR_VIEW_NOT_FOUND_DATABASE_EMPTY_1) {
                throw e;
            }
        }
    }

    /** Tells what a commit refused; false if the run is not committed. */
    static boolean tell(Connection connection, String runId, CommitObserver observer) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT told FROM " + RUNS + " WHERE run = ? AND state = 'DONE'")) {
            statement.setString(1, runId);
            try (ResultSet run = statement.executeQuery()) {
                if (!run.next()) {
                    return false;
                }
                PartFile told = part(run.getBytes(1));
                String[] codes = told.writer().split(",", -1);
                for (int i = 0; i < told.changes().size(); i++) {
                    Outcome.Rejected refused =
                            (Outcome.Rejected) SqlErrors.rejected(codes[i], "The database refused the row.");
                    observer.rejected(told.changes().get(i), refused.error());
                }
                return true;
            }
        }
    }

    private static int execute(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static byte[] bytes(PartFile part) {
        try {
            return part.bytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PartFile part(byte[] bytes) {
        try {
            return PartFile.of(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
