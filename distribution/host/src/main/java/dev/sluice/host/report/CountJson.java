package dev.sluice.host.report;

import dev.sluice.host.failure.ErrorJson;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of a run as properties of a JSON object, the same wherever they are written. */
public final class CountJson {
    private CountJson() {}

    /** Of the rows. */
    public static Map<String, Object> rows(SyncReport.Rows rows) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("read", rows.read());
        counts.put("written", rows.written());
        counts.put("added", rows.added());
        counts.put("changed", rows.changed());
        counts.put("renewed", rows.renewed());
        counts.put("unchanged", rows.unchanged());
        counts.put("skipped", rows.skipped());
        counts.put("rejected", rows.rejected());
        counts.put("indeterminate", rows.indeterminate());
        counts.put("notAttempted", rows.notAttempted());
        return counts;
    }

    /** Of the removals. */
    public static Map<String, Object> removals(SyncReport.Removals removals) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("planned", removals.planned());
        counts.put("removed", removals.removed());
        counts.put("rejected", removals.rejected());
        counts.put("indeterminate", removals.indeterminate());
        counts.put("notAttempted", removals.notAttempted());
        return counts;
    }

    /** Errors by code. */
    public static Map<String, Object> group(SyncReport.ErrorGroup group) {
        Map<String, Object> error = ErrorJson.properties(group.error());
        error.put("count", group.count());
        error.put("rowNumbers", group.rowNumbers());
        return error;
    }
}
