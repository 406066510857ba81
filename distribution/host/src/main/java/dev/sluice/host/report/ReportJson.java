package dev.sluice.host.report;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.setting.Modes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as the properties of a JSON object, the same wherever one is written. */
public final class ReportJson {
    private ReportJson() {}

    /** The properties in their order. */
    public static Map<String, Object> of(SyncReport report) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("sync", report.sync());
        result.put("source", report.source());
        result.put("destination", report.destination());
        result.put("target", report.target());
        result.put("mode", Modes.name(report.mode()));
        report.cursor().ifPresent(cursor -> result.put("cursor", cursor(cursor)));
        result.put("started", report.started().toString());
        result.put("durationMs", report.duration().toMillis());
        result.put("ended", report.ended().name().toLowerCase(java.util.Locale.ROOT));
        result.put("rows", rows(report.rows()));
        SyncReport.Removals removals = report.removals();
        Map<String, Object> removed = new LinkedHashMap<>();
        removed.put("planned", removals.planned());
        removed.put("removed", removals.removed());
        removed.put("rejected", removals.rejected());
        removed.put("indeterminate", removals.indeterminate());
        removed.put("notAttempted", removals.notAttempted());
        result.put("removals", removed);
        result.put("skips", report.skips());
        result.put("errors", errors(report.errors()));
        result.put("warnings", report.warnings());
        result.put("settledDeadLetters", report.settledLetters());
        report.deadLetters().ifPresent(file -> result.put("deadLetters", file.toString()));
        return result;
    }

    /** Which rows were read. */
    public static Map<String, Object> cursor(CursorRange cursor) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("column", cursor.column());
        cursor.from().ifPresent(value -> json.put("from", value.text()));
        return json;
    }

    /** Errors in groups. */
    public static List<Object> errors(List<SyncReport.ErrorGroup> groups) {
        List<Object> errors = new ArrayList<>();
        for (SyncReport.ErrorGroup group : groups) {
            Map<String, Object> error = ErrorJson.properties(group.error());
            error.put("count", group.count());
            error.put("rowNumbers", group.rowNumbers());
            errors.add(error);
        }
        return errors;
    }

    private static Map<String, Object> rows(SyncReport.Rows rows) {
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
}
