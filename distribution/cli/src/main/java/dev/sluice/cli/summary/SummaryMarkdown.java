package dev.sluice.cli.summary;

import dev.sluice.cli.output.RunText;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.runfile.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs as a table of Markdown, as the summaries of build services show it, and below it what went wrong. */
final class SummaryMarkdown {
    private SummaryMarkdown() {}

    static String of(List<StoredRun> runs) {
        List<String> lines = new ArrayList<>();
        lines.add("| sync | status | took | read | written | unchanged | removed | rejected |");
        lines.add("|---|---|---:|---:|---:|---:|---:|---:|");
        runs.forEach(run -> lines.add("| " + text(run.sync()) + " | " + RunText.status(run) + " | "
                + RunText.took(run.duration(run.ended().orElse(run.started()))) + " | " + count(run.rows("read"))
                + " | "
                + count(run.rows("written")) + " | " + count(run.rows("unchanged")) + " | "
                + count(run.removals("removed")) + " | " + count(run.rows("rejected")) + " |"));
        runs.forEach(run -> details(run, lines));
        return String.join("\n", lines) + "\n";
    }

    private static void details(StoredRun run, List<String> lines) {
        List<String> points = new ArrayList<>();
        run.failure("message")
                .ifPresent(message -> points.add(point(
                        run.failure("code").orElse(""),
                        message,
                        run.failure("remedy").orElse(""))));
        if (run.json().get("errors") instanceof List<?> errors) {
            for (Object error : errors) {
                if (error instanceof Map<?, ?> group) {
                    points.add(point(
                            group.get("count") + " × " + group.get("code"),
                            String.valueOf(group.get("message")),
                            String.valueOf(group.get("remedy"))));
                }
            }
        }
        if (run.json().get("warnings") instanceof List<?> warnings) {
            warnings.forEach(warning -> points.add("- warning: " + text(String.valueOf(warning))));
        }
        if (!points.isEmpty()) {
            lines.add("");
            lines.add("**" + text(run.sync()) + "**, run " + run.id());
            lines.add("");
            lines.addAll(points);
        }
    }

    private static String point(String code, String message, String remedy) {
        return "- " + code + ": " + text(message) + (remedy.isEmpty() ? "" : " → " + text(remedy));
    }

    private static String count(long number) {
        return ReportText.number(number);
    }

    /** Names and messages are shown as they are, on one line. */
    private static String text(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").replaceAll("([\\\\`*_{}\\[\\]<>#|~])", "\\\\$1");
    }
}
