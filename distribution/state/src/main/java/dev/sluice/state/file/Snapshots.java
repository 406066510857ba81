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
 * pending.
 */
public final class Snapshots {
    public static final String COLUMNS =
            "identity, hash_high, hash_low, pending, removed, forgotten, run, checkpoint, written_at, expires_at";

    private static final long KEPT = Duration.ofDays(14).toMillis();

    private Snapshots() {}

    /**
     * The records of the last snapshot as the last verdict leaves them, with the position of each in the file. A record that has expired is
     * as one that was removed.
     *
     * @param now removals are forgotten that are older than 14 days
     */
    public static String query(Layout layout, SyncRecord record, long now) {
        Optional<Path> snapshot = record.snapshot().map(layout::snapshot);
        if (snapshot.isEmpty()) {
            return """
                    SELECT 0::BIGINT AS position, ''::VARCHAR AS identity, 0::BIGINT AS hash_high, 0::BIGINT AS hash_low,
                      false AS pending, false AS removed, false AS forgotten,
                      0::INTEGER AS run, 0::INTEGER AS checkpoint, 0::BIGINT AS written_at, NULL::BIGINT AS expires_at
                    WHERE false""";
        }
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
        // Nothing is left of it, and whatever is there now is another's.
        String lapsed = "coalesce(expires_at <= " + now + " AND NOT " + pending + " AND NOT " + forgotten + ", false)";
        removed = "(" + removed + " OR " + lapsed + ")";
        if (record.opening().filter(Opening::doubted).isPresent()) {
            pending = "(pending OR NOT " + removed + " AND NOT " + forgotten + ")";
        }
        return "SELECT file_row_number AS position, identity, hash_high, hash_low, " + pending + " AS pending, "
                + removed
                + " AS removed, " + forgotten
                + " AS forgotten, run, checkpoint, written_at, expires_at FROM read_parquet("
                + Sql.files(List.of(snapshot.get())) + ", file_row_number = true)"
                + " WHERE NOT (removed AND written_at < " + (now - KEPT) + ")";
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
