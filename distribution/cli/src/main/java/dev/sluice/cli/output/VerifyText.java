package dev.sluice.cli.output;

import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.setting.Modes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A look at the target in words and in JSON. It shows values of rows on purpose, as a plan does. */
public final class VerifyText {
    private VerifyText() {}

    /** In words. Its first line of numbers is an equation that adds up. */
    public static List<String> of(VerifyReport report, Redactor redactor) {
        VerifyReport.Rows rows = report.rows();
        List<String> lines = new ArrayList<>();
        lines.add(report.sync() + ": verify of " + Modes.name(report.mode()) + " from " + report.source() + " to "
                + report.target() + ", "
                + String.format(Locale.ROOT, "%.1f s", report.duration().toMillis() / 1000.0));
        lines.add("  looked at " + number(rows.looked()) + " of " + number(rows.read()) + " rows = "
                + number(rows.equal()) + " equal + " + number(rows.stale()) + " stale + " + number(rows.missing())
                + " missing + " + number(rows.foreign()) + " of a foreign type + " + number(rows.expiring())
                + " with another expiry" + (rows.left() == 0 ? "" : " + " + number(rows.left()) + " left as they are"));
        if (rows.unreadable() > 0) {
            lines.add("  rows that could not be read or have no key " + number(rows.unreadable()));
        }
        if (report.gone() > 0) {
            lines.add("  known, and gone from the source " + number(report.gone()));
        }
        report.examples().forEach(example -> example(example, lines));
        report.warnings().forEach(warning -> lines.add("  warning: " + redactor.redact(warning)));
        report.repair()
                .ifPresent(repair -> ReportText.of(repair, redactor::redact).forEach(line -> lines.add("  " + line)));
        lines.add(
                report.differences() == 0
                        ? "  nothing differs"
                        : report.stay() == 0
                                ? "  no difference stays"
                                : "  differences that stay " + number(report.stay()));
        return lines;
    }

    private static void example(VerifyReport.Example example, List<String> lines) {
        String kind = switch (example.kind()) {
            case STALE -> "stale     ";
            case MISSING -> "missing   ";
            case FOREIGN -> "foreign   ";
            case EXPIRING -> "expiring  ";
            case GONE -> "gone      ";
        };
        lines.add("  " + kind + PlanText.shortened(PlanText.words(example.row())));
        example.now()
                .ifPresent(now -> lines.add("      now " + PlanText.ofRecord(now)
                        + (example.differences().isEmpty()
                                ? ""
                                : "; differs in " + String.join(", ", example.differences()))));
    }

    private static String number(long number) {
        return ReportText.number(number);
    }

    /** As {@code -o json} has it. */
    public static Map<String, Object> json(VerifyReport report) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("sync", report.sync());
        result.put("source", report.source());
        result.put("destination", report.destination());
        result.put("target", report.target());
        result.put("mode", Modes.name(report.mode()));
        result.put("durationMs", report.duration().toMillis());
        VerifyReport.Rows rows = report.rows();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("read", rows.read());
        counts.put("unreadable", rows.unreadable());
        counts.put("looked", rows.looked());
        counts.put("equal", rows.equal());
        counts.put("left", rows.left());
        counts.put("stale", rows.stale());
        counts.put("missing", rows.missing());
        counts.put("foreign", rows.foreign());
        counts.put("expiring", rows.expiring());
        result.put("rows", counts);
        result.put("gone", report.gone());
        result.put("differences", report.differences());
        result.put("stay", report.stay());
        List<Object> examples = new ArrayList<>();
        for (VerifyReport.Example example : report.examples()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("kind", example.kind().name().toLowerCase(Locale.ROOT));
            shown.put("row", PlanText.values(example.row()));
            example.now().ifPresent(now -> shown.put("now", now));
            shown.put("differences", example.differences());
            examples.add(shown);
        }
        result.put("examples", examples);
        report.repair().ifPresent(repair -> result.put("repair", ReportJson.of(repair)));
        result.put("warnings", report.warnings());
        return result;
    }
}
