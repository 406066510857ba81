package dev.sluice.state.file;

import dev.sluice.host.hash.Lifetime;
import dev.sluice.host.history.Verdict;
import dev.sluice.host.state.Opening;
import dev.sluice.host.state.SyncRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The columns of a snapshot, and how SQL reads one. A record is known, removed or forgotten; what a known one holds is uncertain if it is
 * pending. A snapshot is a file of all records, where the position of a record is its number in the file, or that and a patch: records by
 * position that replace some of the file or, beyond its last position, are new.
 */
public final class Snapshots {
    public static final String COLUMNS =
            "identity, hash_high, hash_low, pending, removed, forgotten, run, checkpoint, written_at, expires_at";

    /** The ordinal of a record that is where its place says. */
    static final long LAST = Long.MAX_VALUE;

    private static final long KEPT = Duration.ofDays(14).toMillis();

    private Snapshots() {}

    /**
     * The records of the last snapshot as the last verdict leaves them, each with a position that no other has, and with its place and ordinal,
     * by which a whole snapshot is sorted. A record that has expired is as one that was removed.
     *
     * @param now removals are forgotten that are older than 14 days
     */
    public static String query(Layout layout, SyncRecord record, long now) {
        return judged(unjudged(layout, record), record, now);
    }

    /** Those of the whole file alone, by position: some may be replaced by the patch. */
    public static String whole(Layout layout, SyncRecord record, long now) {
        return judged(whole(layout, record), record, now);
    }

    /** Those of the patch alone. */
    public static Optional<String> patch(Layout layout, SyncRecord record, long now) {
        return patch(layout, record).map(patch -> judged(patch, record, now));
    }

    private static String unjudged(Layout layout, SyncRecord record) {
        String whole = whole(layout, record);
        return patch(layout, record)
                .map(patch ->
                        "FROM (" + whole + ") ANTI JOIN (" + patch + ") USING (position) UNION ALL BY NAME " + patch)
                .orElse(whole);
    }

    private static String whole(Layout layout, SyncRecord record) {
        if (record.snapshot().isEmpty()) {
            return """
                    SELECT 0::BIGINT AS position, ''::VARCHAR AS identity, 0::BIGINT AS hash_high, 0::BIGINT AS hash_low,
                      false AS pending, false AS removed, false AS forgotten, 0::INTEGER AS run, 0::INTEGER AS checkpoint,
                      0::BIGINT AS written_at, NULL::BIGINT AS expires_at, 0::BIGINT AS place, 0::BIGINT AS ordinal
                    WHERE false""";
        }
        Path file = layout.files(record.snapshot().get()).get(0);
        return "SELECT file_row_number AS position, " + COLUMNS + ", file_row_number AS place, " + LAST
                + " AS ordinal FROM read_parquet(" + Sql.files(List.of(file)) + ", file_row_number = true)";
    }

    private static Optional<String> patch(Layout layout, SyncRecord record) {
        return record.snapshot()
                .filter(name -> Layout.base(name).isPresent())
                .map(name -> "SELECT position, " + COLUMNS + ", place, ordinal FROM read_parquet("
                        + Sql.files(List.of(layout.snapshot(name))) + ")");
    }

    private static String judged(String records, SyncRecord record, long now) {
        Verdict verdict = record.opening().map(Opening::verdict).orElse(Verdict.TRUST);
        String pending = "pending";
        String removed = "removed";
        String forgotten = "forgotten";
        if (verdict instanceof Verdict.UpTo upTo) {
            long number = record.run(upTo.runId()).orElseThrow().number();
            String later = "(NOT forgotten AND (run > " + number
                    + (upTo.checkpoint().isPresent()
                            ? " OR run = " + number + " AND checkpoint > "
                                    + upTo.checkpoint().getAsLong()
                            : "")
                    + "))";
            pending = "(pending OR " + later + ")";
            removed = "(removed AND NOT " + later + ")";
        } else if (verdict instanceof Verdict.Nothing nothing) {
            pending = nothing.removes() ? "(pending OR NOT removed AND NOT forgotten)" : "false";
            removed = nothing.removes() ? removed : "false";
            forgotten = nothing.removes() ? forgotten : "true";
        }
        removed = "(" + removed + " OR " + lapsed(pending, forgotten, now) + ")";
        if (record.opening().filter(Opening::doubted).isPresent()) {
            pending = "(pending OR NOT " + removed + " AND NOT " + forgotten + ")";
        }
        return "SELECT position, identity, hash_high, hash_low, " + pending + " AS pending, " + removed
                + " AS removed, " + forgotten
                + " AS forgotten, run, checkpoint, written_at, expires_at, place, ordinal FROM (" + records
                + ") WHERE NOT (removed AND written_at < " + (now - KEPT) + ")";
    }

    /** Whether a record has expired: nothing is left of it, and whatever is there now is another's. */
    static String lapsed(String pending, String forgotten, long now) {
        return "coalesce(expires_at <= " + now + " AND NOT " + pending + " AND NOT " + forgotten + ", false)";
    }

    /** The same records, where forgotten ones are known and uncertain. */
    public static String withForgotten(String records) {
        return "SELECT * REPLACE (pending OR forgotten AS pending, false AS forgotten) FROM (" + records + ")";
    }

    /** The same records, where this one is uncertain. */
    public static String doubting(String records, String identity) {
        return "SELECT * REPLACE (pending OR identity = " + Sql.quote(identity) + " AS pending) FROM (" + records + ")";
    }

    /**
     * Whether an unchanged row is written again, as {@link Lifetime#isDue} says.
     *
     * @param lasts milliseconds from the write, or NULL
     * @param until the moment, or NULL
     */
    public static String due(String lasts, String until, long now) {
        return "(expires_at IS DISTINCT FROM coalesce(" + until + ", written_at + " + lasts + ") OR (" + lasts
                + " IS NOT NULL AND (written_at > " + now + " OR written_at < " + now + " - " + lasts + " // 2)))";
    }

    /** A number as SQL has it. */
    public static String nullable(long value) {
        return value == Lifetime.FOREVER ? "NULL::BIGINT" : value + "::BIGINT";
    }
}
