package dev.sluice.cli.output;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.report.FailureText;
import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A plan in words and in JSON. The only output that shows values of rows on purpose. */
public final class PlanText {
    private static final int WIDTH = 200;
    /** How much of the end of a long record is shown. */
    private static final int END = 60;

    private PlanText() {}

    /** A plan in words. Its first line of numbers is an equation that adds up. */
    public static List<String> of(SyncPlan plan, Redactor redactor) {
        SyncPlan.Rows rows = plan.rows();
        List<String> lines = new ArrayList<>();
        lines.add(plan.sync() + ": plan of " + Modes.name(plan.mode()) + " from " + plan.source() + " to "
                + plan.target() + ", "
                + String.format(Locale.ROOT, "%.1f s", plan.duration().toMillis() / 1000.0)
                + "; nothing was written");
        plan.unexamined().ifPresent(why -> {
            lines.add("  target not examined: " + redactor.redact(FailureText.message(why)));
            lines.add("      → " + redactor.redact(why.remedy()));
        });
        plan.cursor().ifPresent(cursor -> lines.add(ReportText.cursor(cursor)));
        if (!plan.hasChanges() && plan.unexamined().isEmpty() && plan.guards().isEmpty()) {
            lines.add("  nothing to do");
        }
        lines.add("  read " + number(rows.read()) + " = " + number(rows.toWrite()) + " to write + "
                + number(rows.unchanged()) + " unchanged + "
                + (rows.expired() == 0 ? "" : number(rows.expired()) + " expired + ")
                + number(rows.rejected()) + " rejected");
        if (rows.added() + rows.changed() + rows.renewed() + plan.removals() + plan.withdrawals() > 0) {
            lines.add("  to add " + number(rows.added()) + ", to change " + number(rows.changed()) + ", to remove "
                    + number(plan.removals())
                    + (rows.renewed() == 0 ? "" : ", to renew " + number(rows.renewed()))
                    + (plan.withdrawals() == 0 ? "" : ", to withdraw " + number(plan.withdrawals())));
        }
        plan.memory().ifPresent(memory -> memory(memory, lines));
        for (ErrorDetail guard : plan.guards()) {
            lines.add("  " + guard.code() + " would stop the run: " + redactor.redact(FailureText.message(guard)));
            lines.add("      → " + redactor.redact(guard.remedy()));
        }
        for (SyncReport.ErrorGroup group : plan.errors()) {
            lines.add("  " + number(group.count()) + " × " + group.error().code() + ": "
                    + redactor.redact(FailureText.message(group.error())) + ReportText.at(group));
            lines.add("      → " + redactor.redact(group.error().remedy()));
        }
        plan.warnings().forEach(warning -> lines.add("  warning: " + redactor.redact(warning)));
        plan.examples().forEach(example -> example(example, lines));
        return lines;
    }

    private static void memory(SyncPlan.Memory memory, List<String> lines) {
        lines.add("  memory of the target: " + bytes(memory.used()) + " used of "
                + (memory.limit().isEmpty() ? "no limit" : bytes(memory.limit().getAsLong())) + "; the run "
                + (memory.added() < 0 ? "frees" : "adds") + " about " + bytes(Math.abs(memory.added())));
        if (memory.isShort()) {
            lines.add("  warning: The records would not fit into the memory of the target, as far as can be told.");
        }
    }

    /** A size in the unit that fits it. */
    private static String bytes(long bytes) {
        return bytes >= 10L << 30
                ? number(bytes >> 30) + " GiB"
                : bytes >= 10L << 20 ? number(bytes >> 20) + " MiB" : number(bytes >> 10) + " KiB";
    }

    private static void example(SyncPlan.Example example, List<String> lines) {
        String sign = switch (example.action()) {
            case ADD -> "  + ";
            case CHANGE -> "  ~ ";
            case RENEW -> "  = ";
            case REMOVE, WITHDRAW -> "  - ";
        };
        lines.add(sign + shortened(words(example.row())));
        example.record().ifPresent(record -> lines.add("      record " + ofRecord(record)));
        example.before()
                .ifPresent(before -> lines.add("      now " + ofRecord(before)
                        + (example.differences().isEmpty()
                                ? ""
                                : "; differs in " + String.join(", ", example.differences()))));
    }

    static String words(Row row) {
        return values(row).entrySet().stream()
                .map(value -> value.getKey() + "=" + (value.getValue() == null ? "null" : value.getValue()))
                .collect(Collectors.joining(", "));
    }

    static Map<String, @Nullable Object> values(Row row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : row.schema().fields()) {
            Object value = row.value(field.name());
            values.put(field.name(), value == null ? null : text(field, value));
        }
        return values;
    }

    private static String text(Field field, Object value) {
        try {
            return field.type().format(value);
        } catch (IllegalArgumentException e) {
            return "a number too long to show";
        }
    }

    /** A record in one line. Its end stays, which says when it expires. */
    static String ofRecord(String record) {
        int length = record.codePointCount(0, record.length());
        return length <= WIDTH
                ? record
                : record.substring(0, record.offsetByCodePoints(0, WIDTH - 1 - END)) + "…"
                        + record.substring(record.offsetByCodePoints(0, length - END));
    }

    static String shortened(String line) {
        return line.codePointCount(0, line.length()) <= WIDTH
                ? line
                : line.substring(0, line.offsetByCodePoints(0, WIDTH - 1)) + "…";
    }

    private static String number(long number) {
        return ReportText.number(number);
    }

    /** A plan as {@code -o json} has it. */
    public static Map<String, Object> json(SyncPlan plan) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("sync", plan.sync());
        result.put("source", plan.source());
        result.put("destination", plan.destination());
        result.put("target", plan.target());
        result.put("mode", Modes.name(plan.mode()));
        result.put("durationMs", plan.duration().toMillis());
        plan.cursor().ifPresent(cursor -> result.put("cursor", ReportJson.cursor(cursor)));
        SyncPlan.Rows rows = plan.rows();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("read", rows.read());
        counts.put("toWrite", rows.toWrite());
        counts.put("added", rows.added());
        counts.put("changed", rows.changed());
        counts.put("renewed", rows.renewed());
        counts.put("unchanged", rows.unchanged());
        counts.put("expired", rows.expired());
        counts.put("rejected", rows.rejected());
        result.put("rows", counts);
        result.put("removals", plan.removals());
        result.put("withdrawals", plan.withdrawals());
        result.put("changes", plan.hasChanges());
        plan.unexamined().ifPresent(why -> result.put("unexamined", ErrorJson.properties(why)));
        plan.memory().ifPresent(memory -> {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("usedBytes", memory.used());
            memory.limit().ifPresent(limit -> shown.put("limitBytes", limit));
            shown.put("addedBytes", memory.added());
            shown.put("fits", !memory.isShort());
            result.put("memory", shown);
        });
        result.put("guards", plan.guards().stream().map(ErrorJson::properties).toList());
        result.put("errors", ReportJson.errors(plan.errors()));
        result.put("warnings", plan.warnings());
        List<Object> examples = new ArrayList<>();
        for (SyncPlan.Example example : plan.examples()) {
            Map<String, Object> shown = new LinkedHashMap<>();
            shown.put("action", example.action().name().toLowerCase(Locale.ROOT));
            shown.put("row", values(example.row()));
            example.record().ifPresent(record -> shown.put("record", record));
            example.before().ifPresent(before -> shown.put("before", before));
            shown.put("differences", example.differences());
            examples.add(shown);
        }
        result.put("examples", examples);
        return result;
    }
}
