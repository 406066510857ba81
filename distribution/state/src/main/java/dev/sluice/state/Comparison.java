package dev.sluice.state;

import dev.sluice.host.change.ChangeKind;
import dev.sluice.host.change.Difference;
import dev.sluice.state.file.Snapshots;
import dev.sluice.state.file.Workspace;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * Compares the rows that {@link RowOrder} did not find with the records that it did not find, by one join. Makes the tables {@code changes}
 * and {@code gone}. A record of the table {@code kept} is not gone.
 */
final class Comparison {
    /** The table of rows that were found unchanged, and are compared with the others all the same. */
    static final String REOPENED = "reopened";

    private static final int ADDED = 0;
    private static final int CHANGED = 1;
    private static final int RENEWED = 2;
    private static final int DUPLICATE = 3;
    private static final int WITHDRAWN = 4;
    /** A row whose time is over, without a record. */
    static final int EXPIRED = 5;

    private static final int GONE = 6;
    /** A row of the identity of a record that was found for another row. */
    private static final int CLASH = 7;

    private final Workspace workspace;
    private final String records;
    private final boolean renders;
    private final Replaced replaced;
    private final boolean first;
    private final long now;
    private boolean plain;

    /** Which known records are removed before their rows are written, because they may be of another type than records are now. */
    enum Replaced {
        NONE("false"),
        /** Records had another type once, and what an uncertain one is nobody knows. */
        UNCERTAIN("k.pending"),
        /** They had another type until now. */
        ALL("true");

        private final String condition;

        Replaced(String condition) {
            this.condition = condition;
        }
    }

    /**
     * @param records known records with their positions
     * @param first whether there are none
     * @param renders whether all records are written again, because rows are stored differently now
     */
    Comparison(Workspace workspace, String records, boolean first, boolean renders, Replaced replaced, long now) {
        this.workspace = workspace;
        this.records = records;
        this.first = first;
        this.renders = renders;
        this.replaced = replaced;
        this.now = now;
    }

    static ChangeKind kind(long code) {
        return switch ((int) code) {
            case ADDED -> ChangeKind.ADDED;
            case CHANGED -> ChangeKind.CHANGED;
            case RENEWED -> ChangeKind.RENEWED;
            case DUPLICATE -> ChangeKind.DUPLICATE;
            case WITHDRAWN -> ChangeKind.WITHDRAWN;
            default -> throw new IllegalArgumentException("no kind " + code);
        };
    }

    /** Compares all rows of the view {@code rows} with all records. */
    Difference compare(long rows) throws SQLException {
        return compare(rows, 0, 0, true);
    }

    /**
     * Compares.
     *
     * @param others rows of the view {@code rows}
     * @param found rows that are unchanged already, by the tables {@code found} and {@code skipped}
     * @param place the position in the snapshot from which on no record was looked for
     * @param believed whether all records were believed that were found
     */
    Difference compare(long others, long found, long place, boolean believed) throws SQLException {
        workspace.execute(
                "CREATE OR REPLACE VIEW known AS SELECT position, identity, hash_high, hash_low, pending, written_at, expires_at FROM ("
                        + records + ") WHERE NOT removed AND NOT forgotten");
        workspace.execute("CREATE TABLE IF NOT EXISTS " + REOPENED
                + " (ordinal BIGINT, number BIGINT, hash_high BIGINT, hash_low BIGINT,"
                + " place BIGINT, lasts BIGINT, until BIGINT, identity VARCHAR)");
        // Those of an earlier comparison stay so.
        long reopened = workspace.number("SELECT count(*) FROM " + REOPENED);
        observe(reopened > 0);
        if (found > 0 && !believed) {
            reopened +=
                    reopen("SELECT position FROM (" + records + ") ANTI JOIN skipped USING (position) WHERE position < "
                            + place + " AND (pending OR removed OR forgotten)");
        }
        judge(found > 0, place);
        if (found > 0 && workspace.number("SELECT count(*) FROM judged WHERE kind = " + CLASH) > 0) {
            reopened += reopen("SELECT DISTINCT position FROM judged WHERE kind = " + CLASH);
            judge(true, place);
        }
        long rows = others + reopened;
        changes(rows);
        workspace.execute("CREATE OR REPLACE TABLE gone AS SELECT identity FROM judged ANTI JOIN " + KeptRecords.TABLE
                + " USING (identity) WHERE kind = " + GONE);
        if (!first) {
            // What is left of it is in the other tables.
            workspace.execute("DROP TABLE judged");
        }
        long[] kinds = workspace.counts("SELECT kind, count(*) FROM changes GROUP BY kind", EXPIRED + 1);
        long changes = Arrays.stream(kinds).sum();
        return new Difference(
                kinds[ADDED],
                kinds[CHANGED],
                kinds[RENEWED],
                found + others - changes,
                kinds[DUPLICATE],
                workspace.number("SELECT count(*) FROM gone"),
                kinds[WITHDRAWN],
                kinds[EXPIRED]);
    }

    /** Whether the time of the row of a table is over, as {@link Lifetime#isOver} says. */
    private String over(String table) {
        return "coalesce(" + table + "lasts <= 0, false) OR coalesce(" + table + "until <= " + now + ", false)";
    }

    /** Makes the table {@code judged} of rows that are not unchanged, and of records without a row. */
    private void judge(boolean searched, long place) throws SQLException {
        if (first) {
            workspace.execute("CREATE OR REPLACE VIEW judged AS SELECT *, NULL::BIGINT AS position, CASE WHEN "
                    + over("") + " THEN " + EXPIRED + " ELSE " + ADDED
                    + " END::BIGINT AS kind, false AS replaces FROM observed");
            return;
        }
        String open = searched
                ? "(SELECT k.*, (k.position >= " + place
                        + " OR s.position IS NOT NULL) AS open FROM known k LEFT JOIN skipped s USING (position))"
                : "(SELECT *, true AS open FROM known)";
        workspace.execute("""
                CREATE OR REPLACE TABLE judged AS
                FROM (
                  SELECT o.ordinal, o.number, o.hash_high, o.hash_low, o.place,
                    CASE WHEN o.ordinal IS NULL THEN k.identity END AS identity,
                    CASE WHEN o.ordinal IS NOT NULL THEN k.position END AS position,
                    CASE WHEN o.ordinal IS NULL THEN 6
                      WHEN k.position IS NULL THEN CASE WHEN %1$s THEN 5 ELSE 0 END
                      WHEN NOT k.open THEN 7
                      WHEN %1$s THEN 4
                      WHEN k.pending OR k.hash_high IS DISTINCT FROM o.hash_high OR k.hash_low IS DISTINCT FROM o.hash_low THEN 1
                      WHEN %2$s THEN 2
                      ELSE -1 END::BIGINT AS kind,
                    (k.position IS NOT NULL AND %3$s) AS replaces
                  FROM observed o FULL OUTER JOIN %4$s k ON o.identity = k.identity
                  WHERE o.ordinal IS NOT NULL OR k.open)
                WHERE kind >= 0""".formatted(
                over("o."), renders ? "true" : Snapshots.due("o.lasts", "o.until", now), replaced.condition, open));
    }

    /**
     * Takes records back that were found for a row: they are not believed, or another row has the same identity, and which of the two is the
     * first is not known before the end. Their rows join {@code observed}.
     *
     * @param positions a query for those of the records
     * @return how many there are
     */
    private long reopen(String positions) throws SQLException {
        workspace.execute("CREATE OR REPLACE TABLE opened AS " + positions);
        workspace.execute("INSERT INTO skipped FROM opened");
        // They were not due, so they are not now: they expire when they should.
        workspace.execute("""
                INSERT INTO %s BY NAME
                SELECT f.ordinal + r.position - f.position AS ordinal, f.number + r.position - f.position AS number,
                  r.hash_high, r.hash_low, r.position AS place, NULL::BIGINT AS lasts, r.expires_at AS until, r.identity
                FROM (FROM (%s) SEMI JOIN opened USING (position)) r ASOF JOIN found f ON r.position >= f.position""".formatted(REOPENED, records));
        observe(true);
        return workspace.number("SELECT count(*) FROM opened");
    }

    private void observe(boolean reopened) throws SQLException {
        workspace.execute("CREATE OR REPLACE VIEW observed AS FROM rows"
                + (reopened ? " UNION ALL BY NAME FROM " + REOPENED : ""));
    }

    /** Makes the table {@code changes}, in the order of the source. */
    private void changes(long rows) throws SQLException {
        // Two hashes of different identities may be equal, but those of equal ones are.
        boolean distinct = rows == workspace.number("SELECT count(DISTINCT hash(identity)) FROM observed");
        if (!distinct) {
            workspace.execute("""
                    CREATE OR REPLACE TABLE doubles AS
                    SELECT o.ordinal, d.number AS first_number, o.hash_high, o.hash_low, o.place
                    FROM observed o JOIN (
                      SELECT identity, min(ordinal) AS ordinal, arg_min(number, ordinal) AS number
                      FROM observed GROUP BY identity HAVING count(*) > 1
                    ) d ON o.identity = d.identity
                    WHERE o.ordinal <> d.ordinal""");
        }
        String single = "SELECT ordinal, kind, number AS first_number, hash_high, hash_low, place, replaces FROM judged"
                + (distinct ? "" : " ANTI JOIN doubles USING (ordinal)") + " WHERE kind <= " + EXPIRED;
        plain = first && distinct;
        workspace.execute((plain ? "CREATE OR REPLACE VIEW changes AS " : "CREATE OR REPLACE TABLE changes AS ")
                + single
                + (distinct
                        ? ""
                        : " UNION ALL SELECT ordinal, " + DUPLICATE
                                + ", first_number, hash_high, hash_low, place, false FROM doubles")
                + (plain ? "" : " ORDER BY ordinal"));
    }

    /** A query for the identities of rows whose records are uncertain from the start on. */
    String pending() {
        return "SELECT identity FROM observed"
                + (plain
                        ? " WHERE NOT (" + over("") + ")"
                        : " SEMI JOIN (FROM changes WHERE kind IN (" + ADDED + ", " + CHANGED + ", " + WITHDRAWN
                                + ")) USING (ordinal)");
    }
}
