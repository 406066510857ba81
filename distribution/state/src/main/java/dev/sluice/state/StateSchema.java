package dev.sluice.state;

import dev.sluice.host.change.ChangeKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.duckdb.DuckDBConnection;

/**
 * The tables of a state, and the statements over them.
 *
 * <p>{@code records} has the known records; the contents of a record without a hash are uncertain. A run appends to {@code pending} before
 * it writes, and to {@code outcomes} while it writes. Both have no index, so appending is cheap. {@link #fold} merges the three tables into
 * the next {@code records}, at the end of the run or before the next one. The tables of the {@code run} database exist as long as the run.
 */
final class StateSchema {
    static final String TARGET = "target";
    static final String FIELDS = "fields";
    static final String RENDERING = "rendering";
    static final String HASH = "hash";
    static final String EPOCH = "epoch";

    private static final String VERSION = "1";

    /** The records without a row. */
    static final String GONE =
            "CREATE TABLE run.gone AS SELECT identity FROM records ANTI JOIN run.observed USING (identity)";

    /** The records of added and changed rows. A renewed record holds its row already, so it is not pending. */
    static final String PENDING =
            "INSERT INTO pending SELECT identity FROM run.changes JOIN run.observed USING (ordinal) WHERE kind < 2";

    /** All other records, for when the rendering changed. */
    static final String PENDING_ALL =
            "INSERT INTO pending SELECT identity FROM records ANTI JOIN pending USING (identity)";

    private StateSchema() {}

    /** Creates the tables, or checks their version; folds what the last run left. */
    static void prepare(StateFile file) throws SQLException {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH ':memory:' AS run");
            statement.execute("CREATE TABLE run.observed"
                    + " (ordinal BIGINT, number BIGINT, identity VARCHAR, high BIGINT, low BIGINT)");
            statement.execute("CREATE TABLE IF NOT EXISTS properties (name VARCHAR PRIMARY KEY, value VARCHAR)");
            Optional<String> version = property(statement, "version");
            if (version.isPresent() && !version.get().equals(VERSION)) {
                throw new SQLException("another version");
            }
            if (version.isEmpty()) {
                connection.setAutoCommit(false);
                statement.execute("CREATE TABLE records (identity VARCHAR, high BIGINT, low BIGINT, written BIGINT)");
                statement.execute("CREATE TABLE pending (identity VARCHAR)");
                statement.execute(
                        "CREATE TABLE outcomes (identity VARCHAR, high BIGINT, low BIGINT, written BIGINT, removed BOOLEAN)");
                set(statement, "version", VERSION);
                connection.commit();
            }
        }
        fold(file);
    }

    /** Merges what a run appended into the next records, in one transaction. */
    static void fold(StateFile file) throws SQLException {
        try (DuckDBConnection connection = file.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT EXISTS (FROM pending) OR EXISTS (FROM outcomes)")) {
                row.next();
                if (!row.getBoolean(1)) {
                    return;
                }
            }
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE folded AS"
                    + " SELECT * FROM records ANTI JOIN pending USING (identity) ANTI JOIN outcomes USING (identity)"
                    + " UNION ALL SELECT identity, NULL, NULL, NULL FROM pending ANTI JOIN outcomes USING (identity)"
                    + " UNION ALL SELECT identity, high, low, written FROM outcomes WHERE NOT removed");
            statement.execute("DROP TABLE records");
            statement.execute("ALTER TABLE folded RENAME TO records");
            statement.execute("DELETE FROM pending");
            statement.execute("DELETE FROM outcomes");
            connection.commit();
        }
    }

    /**
     * Every observed row that is not unchanged, with the code of its {@link ChangeKind}.
     *
     * @param now a record with a later time is renewed, because the clock was set back
     * @param oldest a record with an earlier time is renewed
     * @param all whether all unchanged records are renewed
     */
    static String comparison(long now, long oldest, boolean all) {
        return """
                CREATE TABLE run.changes AS
                WITH doubles AS (
                  SELECT identity, min(ordinal) AS first, arg_min(number, ordinal) AS first_number
                  FROM run.observed GROUP BY identity HAVING count(*) > 1
                ), judged AS (
                  SELECT o.ordinal, coalesce(d.first_number, o.number) AS first_number, o.high, o.low,
                    CASE WHEN d.first <> o.ordinal THEN 3
                      WHEN r.identity IS NULL THEN 0
                      WHEN r.high IS NULL OR r.high <> o.high OR r.low <> o.low THEN 1
                      WHEN %3$s OR r.written > %1$d OR r.written < %2$d THEN 2
                      ELSE -1 END AS kind
                  FROM run.observed o LEFT JOIN records r USING (identity) LEFT JOIN doubles d USING (identity)
                )
                SELECT ordinal, CAST(kind AS BIGINT) AS kind, first_number, high, low
                FROM judged WHERE kind >= 0 ORDER BY ordinal""".formatted(now, oldest, all);
    }

    /** The number of a kind in {@code run.changes}. */
    static int code(ChangeKind kind) {
        return switch (kind) {
            case ADDED -> 0;
            case CHANGED -> 1;
            case RENEWED -> 2;
            case DUPLICATE -> 3;
        };
    }

    static ChangeKind kind(long code) {
        return switch ((int) code) {
            case 0 -> ChangeKind.ADDED;
            case 1 -> ChangeKind.CHANGED;
            case 2 -> ChangeKind.RENEWED;
            case 3 -> ChangeKind.DUPLICATE;
            default -> throw new IllegalArgumentException("no kind " + code);
        };
    }

    static Optional<String> property(Statement statement, String name) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT value FROM properties WHERE name = '" + name + "'")) {
            return row.next() ? Optional.of(row.getString(1)).filter(value -> !value.isEmpty()) : Optional.empty();
        }
    }

    static void set(Statement statement, String name, String value) throws SQLException {
        statement.execute(
                "INSERT OR REPLACE INTO properties VALUES ('" + name + "', '" + value.replace("'", "''") + "')");
    }
}
