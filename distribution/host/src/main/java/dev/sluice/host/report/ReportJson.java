package dev.sluice.host.report;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.setting.Modes;
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
        result.put("rows", CountJson.rows(report.rows()));
        result.put("removals", CountJson.removals(report.removals()));
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
        return groups.stream().<Object>map(CountJson::group).toList();
    }
}
