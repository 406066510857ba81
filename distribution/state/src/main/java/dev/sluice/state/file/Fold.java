package dev.sluice.state.file;

import dev.sluice.duckdb.RowFeed;
import dev.sluice.host.file.OwnerOnly;
import dev.sluice.host.hash.IdentityText;
import dev.sluice.host.history.RunEnd;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.state.Opening;
import dev.sluice.host.state.SyncRecord;
import dev.sluice.spi.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Folds what the last run did into the next snapshot: its verdict, what it was about to write, the outcomes, its end. The order of the
 * snapshot stays that of the source.
 */
public final class Fold {
    private static final int WRITTEN = 1;
    private static final int REMOVED = 2;
    private static final int NOT_WRITTEN = 3;
    private static final int ACCEPTED = 4;
    private static final int REMOVAL_ACCEPTED = 5;
    private static final int REFUSED = 6;

    private final RunFiles files;

    public Fold(RunFiles files) {
        this.files = files;
    }

    /**
     * Folds what the record says is open, if there is anything.
     *
     * @param complete whether every row that the run was about to write is known to have an outcome
     * @return the record afterwards
     */
    public SyncRecord fold(SyncRecord record, boolean complete) throws SQLException, IOException {
        Opening opening = record.opening().orElse(null);
        if (opening == null) {
            return record;
        }
        Path run = files.layout().run(opening.runId());
        List<Path> groups = Layout.groups(run);
        Path pending = Layout.pending(run);
        boolean uncertain = !complete && Files.exists(pending);
        boolean idle = groups.isEmpty()
                && !uncertain
                && opening.verdict() instanceof Verdict.Trust
                && !opening.doubted()
                && !opening.rewrites()
                && opening.end().filter(RunEnd.REPLACED::equals).isEmpty();
        if (idle) {
            return record;
        }
        events(groups, uncertain ? List.of(pending) : List.of(), opening);
        return isPatch(record, opening)
                ? write(Layout.nextPatch(record.snapshot().orElseThrow()), patch(record, opening))
                : write(Layout.next(record.snapshot()), whole(record, opening));
    }

    /** Whether so few records have an outcome that they are quicker written than all. */
    private boolean isPatch(SyncRecord record, Opening opening) throws SQLException {
        if (record.snapshot().isEmpty()
                || !(opening.verdict() instanceof Verdict.Trust)
                || opening.doubted()
                || opening.rewrites()
                || opening.end().filter(RunEnd.REPLACED::equals).isPresent()) {
            return false;
        }
        String whole = Snapshots.whole(files.layout(), record, 0);
        long patched = files.workspace()
                .number("SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM (" + whole + ") WHERE " + lapsed()
                        + ")"
                        + Snapshots.patch(files.layout(), record, 0)
                                .map(patch -> " + (SELECT count(*) FROM (" + patch + "))")
                                .orElse(""));
        return patched
                <= files.workspace().number("SELECT count(*) FROM (" + whole + ")")
                        / files.sizes().patch();
    }

    private String lapsed() {
        return "NOT removed AND "
                + Snapshots.lapsed("pending", "forgotten", files.clock().millis());
    }

    /** Makes the next snapshot of the records that a query gives. */
    private SyncRecord write(String name, String records) throws SQLException, IOException {
        Path file = files.layout().snapshot(name);
        Path next = file.resolveSibling(name + ".next");
        Files.deleteIfExists(next);
        files.workspace()
                .execute("COPY (" + records + ") TO " + Sql.file(next) + " (FORMAT parquet, COMPRESSION snappy)");
        OwnerOnly.publish(next, file);
        SyncRecord folded = files.file().update(latest -> latest.withSnapshot(name));
        files.layout().clean(folded.snapshot(), folded.opening().map(Opening::runId));
        return folded;
    }

    /**
     * Makes known records uncertain, in a record whose last run is folded.
     *
     * @param doubted which; all if it is empty
     */
    public void doubt(SyncRecord record, Optional<Set<Identity>> doubted) throws SQLException, IOException {
        if (record.snapshot().isEmpty()) {
            return;
        }
        String condition = "true";
        if (doubted.isPresent()) {
            condition = "identity IN (FROM doubted)";
            files.workspace().execute("CREATE TABLE doubted (identity VARCHAR)");
            try (Workspace.Feed feed =
                    files.workspace().feed(List.of(new RowFeed.Column("identity", RowFeed.Type.TEXT)))) {
                feed.insert(
                        new Texts(doubted.get().stream().map(IdentityText::of).toList()), "doubted");
            }
        }
        write(
                Layout.next(record.snapshot()),
                "SELECT "
                        + Snapshots.COLUMNS.replace(
                                "pending",
                                "pending OR (NOT removed AND NOT forgotten AND " + condition + ") AS pending")
                        + " FROM (" + Snapshots.query(files.layout(), record, 0) + ") ORDER BY place, ordinal");
    }

    /** A column of texts. */
    private record Texts(List<String> texts) implements RowFeed.Rows {
        @Override
        public int size() {
            return texts.size();
        }

        @Override
        public long number(int column, int row) {
            throw new IllegalArgumentException("no column of numbers");
        }

        @Override
        public String text(int column, int row) {
            return texts.get(row);
        }
    }

    /** Makes the view {@code events}: the last outcome of each record, 0 where there is none. */
    private void events(List<Path> groups, List<Path> pending, Opening opening) throws SQLException {
        Workspace workspace = files.workspace();
        outcomes(groups);
        boolean staged = workspace.number("SELECT count(*) FROM outcomes WHERE outcome >= " + ACCEPTED) > 0;
        workspace.execute("CREATE OR REPLACE VIEW settled AS "
                + (staged ? staged(opening.end().orElse(RunEnd.NOT_COMMITTED)) : "FROM outcomes"));
        workspace.execute("CREATE OR REPLACE VIEW events AS FROM settled"
                + (pending.isEmpty()
                        ? ""
                        : " UNION ALL BY NAME SELECT identity, 0::TINYINT AS outcome FROM read_parquet("
                                + Sql.files(pending) + ") ANTI JOIN settled USING (identity)"));
    }

    /** Makes the view {@code outcomes} of all groups. */
    private void outcomes(List<Path> groups) throws SQLException {
        StringBuilder view = new StringBuilder("CREATE OR REPLACE VIEW outcomes AS ");
        if (groups.isEmpty()) {
            view.append(
                    "SELECT ''::VARCHAR AS identity, 0::TINYINT AS outcome, 0::BIGINT AS hash_high, 0::BIGINT AS hash_low,"
                            + " 0::BIGINT AS written_at, NULL::BIGINT AS expires_at, 0::BIGINT AS place, 0::BIGINT AS ordinal,"
                            + " 0::INTEGER AS checkpoint WHERE false");
        } else {
            view.append(
                    "SELECT * EXCLUDE (filename), regexp_extract(filename, '([0-9]+)\\.parquet$', 1)::INTEGER AS checkpoint"
                            + " FROM read_parquet(" + Sql.files(groups) + ", filename = true)");
        }
        files.workspace().execute(view.toString());
    }

    private static String staged(RunEnd end) {
        String certain = "FROM outcomes WHERE outcome <= " + NOT_WRITTEN;
        String refused = " UNION ALL BY NAME SELECT DISTINCT identity, " + NOT_WRITTEN
                + "::TINYINT AS outcome FROM outcomes WHERE outcome = " + REFUSED
                + " AND identity NOT IN (SELECT identity FROM outcomes WHERE outcome = " + REMOVAL_ACCEPTED + ")";
        return certain + refused + (end == RunEnd.NOT_COMMITTED ? "" : " UNION ALL BY NAME " + accepted());
    }

    /** What was accepted and not refused, as if it had been acknowledged after the last checkpoint: the commit makes it visible. */
    private static String accepted() {
        return "SELECT * REPLACE ((CASE outcome WHEN " + ACCEPTED + " THEN " + WRITTEN + " ELSE " + REMOVED
                + " END)::TINYINT AS outcome, (SELECT max(checkpoint) + 1 FROM outcomes) AS checkpoint) FROM outcomes WHERE outcome IN ("
                + ACCEPTED + ", " + REMOVAL_ACCEPTED
                + ") AND identity NOT IN (SELECT identity FROM outcomes WHERE outcome = " + REFUSED + ")";
    }

    /** How many rows of a run were accepted and not refused, by the code of their kind. */
    public long[] acceptedKinds(String runId, int kinds) throws SQLException, IOException {
        outcomes(Layout.groups(files.layout().run(runId)));
        return files.workspace()
                .counts(
                        "SELECT c.kind, count(*) FROM (" + accepted()
                                + ") o JOIN changes c USING (ordinal) WHERE o.outcome = " + WRITTEN
                                + " GROUP BY c.kind",
                        kinds);
    }

    /** All records, in the order of the source. */
    private String whole(SyncRecord record, Opening opening) {
        int run = number(record, opening);
        String before = Snapshots.query(files.layout(), record, files.clock().millis());
        return "SELECT "
                + columns(
                        record,
                        opening,
                        record.snapshot().isEmpty() ? appended(run) : merged(before, run, opening.rewrites()))
                + " ORDER BY place, ordinal";
    }

    /** Those that are not any longer what the whole file has. */
    private String patch(SyncRecord record, Opening opening) throws SQLException {
        // When a removal is forgotten is seen by whoever reads it.
        String whole = Snapshots.whole(files.layout(), record, 0);
        String touched = "SELECT * FROM (" + whole + ") WHERE identity IN (SELECT identity FROM events) OR " + lapsed();
        Optional<String> patch = Snapshots.patch(files.layout(), record, 0);
        String before = "SELECT * REPLACE (removed OR " + lapsed() + " AS removed) FROM ("
                + patch.map(query -> "FROM (" + touched + ") ANTI JOIN (" + query
                                + ") USING (position) UNION ALL BY NAME " + query)
                        .orElse(touched)
                + ")";
        long next = files.workspace()
                .number("SELECT greatest((SELECT count(*) FROM (" + whole + ")), "
                        + patch.map(query -> "(SELECT coalesce(max(position), -1) + 1 FROM (" + query + "))")
                                .orElse("0")
                        + ")");
        return "SELECT coalesce(position, " + next
                + " - 1 + row_number() OVER (PARTITION BY position IS NULL ORDER BY place, ordinal)) AS position, place, ordinal, "
                + columns(record, opening, merged(before, number(record, opening), false)) + " ORDER BY position";
    }

    private static int number(SyncRecord record, Opening opening) {
        return record.run(opening.runId()).orElseThrow().number();
    }

    /** The columns of a snapshot, and where they come from, as the end of a run leaves them. */
    private static String columns(SyncRecord record, Opening opening, String merged) {
        RunEnd end = opening.end().orElse(RunEnd.NOT_COMMITTED);
        String mine = end == RunEnd.UNCERTAIN || end == RunEnd.REPLACED
                ? "(run = " + number(record, opening) + " AND NOT forgotten)"
                : "false";
        String all = end == RunEnd.REPLACED ? "(NOT removed AND NOT forgotten)" : "false";
        return "identity, hash_high, hash_low, pending OR " + mine + " OR " + all + " AS pending, removed AND NOT "
                + mine + " AS removed, forgotten, run, checkpoint, written_at, expires_at FROM (" + merged + ")";
    }

    /** The records of a first run. */
    private static String appended(int run) {
        return """
                SELECT identity, CASE WHEN outcome = %2$s THEN hash_high END AS hash_high, CASE WHEN outcome = %2$s THEN hash_low END AS hash_low,
                  outcome = 0 AS pending, outcome = %3$s AS removed, false AS forgotten, %1$s::INTEGER AS run,
                  coalesce(checkpoint, 0) AS checkpoint, coalesce(written_at, 0) AS written_at, expires_at,
                  coalesce(place, 0) AS place, coalesce(ordinal, 0) AS ordinal
                FROM events WHERE outcome <> %4$s""".formatted(run, WRITTEN, REMOVED, NOT_WRITTEN);
    }

    private static String merged(String before, int run, boolean rewrites) {
        String known = "(b.position IS NOT NULL AND NOT b.removed AND NOT b.forgotten)";
        String same = "(e.outcome IS NULL OR e.outcome = " + NOT_WRITTEN + ")";
        return """
                SELECT coalesce(b.identity, e.identity) AS identity,
                  CASE WHEN e.outcome = %2$s THEN e.hash_high WHEN %4$s THEN b.hash_high END AS hash_high,
                  CASE WHEN e.outcome = %2$s THEN e.hash_low WHEN %4$s THEN b.hash_low END AS hash_low,
                  CASE WHEN e.outcome IS NULL THEN b.pending OR (%6$s AND %5$s)
                    WHEN e.outcome = %7$s THEN b.pending OR %5$s
                    ELSE e.outcome = 0 END AS pending,
                  CASE WHEN %4$s THEN b.removed ELSE e.outcome = %3$s END AS removed,
                  CASE WHEN %4$s THEN b.forgotten ELSE false END AS forgotten,
                  CASE WHEN %4$s THEN b.run ELSE %1$s END::INTEGER AS run,
                  CASE WHEN %4$s THEN b.checkpoint ELSE coalesce(e.checkpoint, 0) END AS checkpoint,
                  CASE WHEN %4$s THEN b.written_at ELSE coalesce(e.written_at, b.written_at, 0) END AS written_at,
                  CASE WHEN %4$s OR e.outcome = 0 THEN b.expires_at ELSE e.expires_at END AS expires_at,
                  b.position, coalesce(b.place, e.place, %8$s) AS place, coalesce(b.ordinal, e.ordinal, 0) AS ordinal
                FROM (%9$s) b FULL OUTER JOIN events e ON b.identity = e.identity
                WHERE b.position IS NOT NULL OR e.outcome <> %7$s""".formatted(run, WRITTEN, REMOVED, same, known, rewrites, NOT_WRITTEN, Snapshots.LAST, before);
    }
}
