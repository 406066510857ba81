package dev.sluice.host.report;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A report in words. Its first line of numbers is an equation that adds up. */
public final class ReportText {
    private ReportText() {}

    public static List<String> of(SyncReport report, UnaryOperator<String> redactor) {
        SyncReport.Rows rows = report.rows();
        List<String> lines = new ArrayList<>();
        lines.add(report.sync() + ": " + Modes.name(report.mode()) + " from " + report.source() + " to "
                + report.target() + ", "
                + String.format(Locale.ROOT, "%.1f s", report.duration().toMillis() / 1000.0) + ended(report));
        report.cursor().ifPresent(cursor -> lines.add(cursor(cursor)));
        lines.add("  read " + number(rows.read()) + " = " + equation(rows));
        if (report.mode() == SyncMode.MIRROR) {
            lines.add("  added " + number(rows.added()) + ", changed " + number(rows.changed()) + ", removed "
                    + number(report.removals().removed())
                    + (rows.renewed() == 0 ? "" : ", renewed " + number(rows.renewed())));
        }
        removals(report.removals(), lines);
        report.skips().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(skip -> lines.add("  skipped " + number(skip.getValue()) + " × " + skip.getKey()));
        for (SyncReport.ErrorGroup group : report.errors()) {
            lines.add("  " + number(group.count()) + " × " + group.error().code() + ": "
                    + redactor.apply(FailureText.message(group.error())) + at(group));
            lines.add("      → " + redactor.apply(group.error().remedy()));
        }
        if (report.settledLetters() > 0) {
            lines.add("  dead letters settled " + number(report.settledLetters()));
        }
        report.warnings().forEach(warning -> lines.add("  warning: " + redactor.apply(warning)));
        report.deadLetters().ifPresent(file -> lines.add("  rows that were not written: " + file));
        return lines;
    }

    public static String cursor(CursorRange cursor) {
        return cursor.from()
                .map(value -> "  rows from " + cursor.column() + " " + value.text() + " on, and those without one")
                .orElse("  every row; the next run goes on by " + cursor.column());
    }

    /** What a run that was stopped has done. */
    public static String stopped(SyncReport report) {
        SyncReport.Rows rows = report.rows();
        SyncReport.Removals removals = report.removals();
        long unknown = rows.indeterminate() + removals.indeterminate();
        return "Stopped, as asked for, when " + number(rows.read()) + " rows were read: "
                + number(rows.written() + removals.removed()) + " written or removed, "
                + number(unknown) + " without a reply" + (unknown == 0 ? "" : ", which may be written or not") + ", "
                + number(rows.notAttempted() + removals.notAttempted()) + " not attempted.";
    }

    private static String ended(SyncReport report) {
        return switch (report.ended()) {
            case COMPLETED -> "";
            case FAILED -> ", failed";
            case CANCELLED -> ", stopped";
        };
    }

    private static String equation(SyncReport.Rows rows) {
        String always = number(rows.written()) + " written + " + number(rows.unchanged()) + " unchanged + "
                + number(rows.skipped()) + " skipped + " + number(rows.rejected()) + " rejected";
        return always
                + (rows.indeterminate() == 0 ? "" : " + " + number(rows.indeterminate()) + " of unknown fate")
                + (rows.notAttempted() == 0 ? "" : " + " + number(rows.notAttempted()) + " not attempted");
    }

    private static void removals(SyncReport.Removals removals, List<String> lines) {
        if (removals.planned() != removals.removed()) {
            lines.add("  to remove " + number(removals.planned()) + " = " + number(removals.removed()) + " removed + "
                    + number(removals.rejected()) + " rejected + " + number(removals.indeterminate())
                    + " of unknown fate + " + number(removals.notAttempted()) + " not attempted");
        }
    }

    public static String at(SyncReport.ErrorGroup group) {
        return group.rowNumbers().isEmpty()
                ? ""
                : group.rowNumbers().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(
                                ", ", " (row ", group.rowNumbers().size() < group.count() ? ", …)" : ")"));
    }

    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
