package dev.sluice.cli.output;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.runfile.StoredRun;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Runs in words. Times are UTC. */
public final class RunText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> HEADINGS =
            List.of("STARTED (UTC)", "SYNC", "STATUS", "TOOK", "READ", "WRITTEN", "REMOVED", "REJECTED", "RUN");
    private static final int FIRST_NUMBER = 3;
    private static final int LAST_NUMBER = 7;

    private RunText() {}

    /** A line each, under headings. */
    public static List<String> table(List<StoredRun> runs, Instant now) {
        List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
        for (StoredRun run : runs) {
            lines.add(List.of(
                    TIME.format(run.started()),
                    run.sync(),
                    status(run),
                    took(run.duration(now)),
                    ReportText.number(run.rows("read")),
                    ReportText.number(run.rows("written")),
                    ReportText.number(run.removals("removed")),
                    ReportText.number(run.rows("rejected")),
                    run.id()));
        }
        return lines.stream().map(line -> aligned(line, lines)).toList();
    }

    /** How it ended, with the code of what ended it. */
    public static String status(StoredRun run) {
        String purpose =
                run.purpose() == SyncEvent.Purpose.SYNC ? "" : run.purpose().text() + " ";
        return purpose
                + run.status().text()
                + run.failure("code").map(code -> " (" + code + ")").orElse("");
    }

    private static String aligned(List<String> line, List<List<String>> all) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < line.size(); i++) {
            int column = i;
            int width = all.stream()
                    .mapToInt(other -> Printable.width(other.get(column)))
                    .max()
                    .orElse(0);
            String padding = " ".repeat(width - Printable.width(line.get(i)));
            boolean number = i >= FIRST_NUMBER && i <= LAST_NUMBER;
            text.append(number ? padding + line.get(i) : line.get(i) + padding).append("  ");
        }
        return text.toString().stripTrailing();
    }

    /** Everything that is worth a line. */
    public static List<String> lines(StoredRun run, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add(run.sync() + ": " + status(run) + ", run " + run.id());
        lines.add("  started " + TIME.format(run.started()) + " UTC, "
                + (run.status() == StoredRun.Status.RUNNING ? "for " : "took ") + took(run.duration(now)));
        run.text("source")
                .ifPresent(source -> lines.add(
                        "  from " + source + " to " + run.text("target").orElse("") + ", mode "
                                + run.text("mode").orElse("")));
        rows(run, lines);
        failure(run, lines);
        errors(run, lines);
        phases(run, lines);
        if (run.json().get("warnings") instanceof List<?> warnings) {
            warnings.forEach(warning -> lines.add("  warning: " + warning));
        }
        run.text("deadLetters").ifPresent(file -> lines.add("  rows that were not written: " + file));
        lines.add("  sluice " + run.text("sluice").orElse("")
                + run.text("destination")
                        .map(id -> ", destination " + id + " "
                                + run.text("destinationVersion").orElse(""))
                        .orElse("")
                + run.text("machine").map(name -> ", machine " + name).orElse("") + ", process "
                + run.json().get("process"));
        if (run.status() == StoredRun.Status.DIED) {
            lines.add(
                    "  Its process is gone and did not say how it ended; the counts are the last that it told. The next run"
                            + " puts right what this one left.");
        }
        return lines;
    }

    private static void rows(StoredRun run, List<String> lines) {
        if (run.json().get("rows") instanceof Map<?, ?>) {
            long unknown = run.rows("indeterminate");
            long rest = run.rows("notAttempted");
            lines.add("  read " + ReportText.number(run.rows("read")) + ": " + ReportText.number(run.rows("written"))
                    + " written, " + ReportText.number(run.rows("unchanged")) + " unchanged, "
                    + ReportText.number(run.rows("skipped")) + " skipped, "
                    + ReportText.number(run.rows("rejected")) + " rejected"
                    + (unknown == 0 ? "" : ", " + ReportText.number(unknown) + " of unknown fate")
                    + (rest == 0 ? "" : ", " + ReportText.number(rest) + " not attempted"));
            if (run.removals("planned") > 0) {
                lines.add("  to remove " + ReportText.number(run.removals("planned")) + ": "
                        + ReportText.number(run.removals("removed")) + " removed, "
                        + ReportText.number(run.removals("rejected")) + " rejected");
            }
        }
    }

    private static void failure(StoredRun run, List<String> lines) {
        run.failure("message")
                .ifPresent(message -> lines.add("  " + run.failure("code").orElse("") + ": " + message));
        run.failure("remedy").ifPresent(remedy -> lines.add("      → " + remedy));
    }

    private static void errors(StoredRun run, List<String> lines) {
        if (run.json().get("errors") instanceof List<?> errors) {
            for (Object error : errors) {
                if (error instanceof Map<?, ?> group) {
                    lines.add("  " + group.get("count") + " × " + group.get("code") + ": " + group.get("message"));
                    lines.add("      → " + group.get("remedy"));
                }
            }
        }
    }

    private static void phases(StoredRun run, List<String> lines) {
        if (run.json().get("phases") instanceof List<?> phases && !phases.isEmpty()) {
            List<String> parts = new ArrayList<>();
            for (Object phase : phases) {
                if (phase instanceof Map<?, ?> ended && ended.get("durationMs") instanceof Long time) {
                    parts.add(EventText.phase(Objects.toString(ended.get("phase"))) + " "
                            + took(Duration.ofMillis(time)));
                }
            }
            lines.add("  " + String.join(", ", parts) + counts(run));
        }
    }

    private static String counts(StoredRun run) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("retries", "reconnects")) {
            if (run.json().get(name) instanceof Long count && count > 0) {
                text.append("; ").append(ReportText.number(count)).append(' ').append(name);
            }
        }
        if (run.json().get("waitedMs") instanceof Long waited && waited > 0) {
            text.append("; waited ").append(took(Duration.ofMillis(waited)));
        }
        return text.toString();
    }

    /** A time for people: {@code 0.4 s}, {@code 12 s}, {@code 4:05}, {@code 2:10:00}. */
    public static String took(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
