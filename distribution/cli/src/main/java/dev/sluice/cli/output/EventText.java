package dev.sluice.cli.output;

import dev.sluice.host.report.ReportText;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** An event of a run in words, one line, whether it was just heard or comes from a file. */
public final class EventText {
    private EventText() {}

    /** @param event as files of runs have it */
    public static String of(Map<String, ?> event) {
        return switch (text(event, "event")) {
            case "started" ->
                "run " + text(event, "run") + ": " + text(event, "purpose") + " of " + text(event, "sync")
                        + (event.containsKey("mode")
                                ? ", mode " + text(event, "mode") + ", destination " + text(event, "destination") + " "
                                        + text(event, "destinationVersion")
                                : "");
            case "opened" -> opened(event);
            case "phase" ->
                phase(text(event, "phase"))
                        + (event.containsKey("total") ? " of " + number(event, "total") + " rows" : "");
            case "progress" -> progress(event);
            case "waiting" -> "waits for " + wait(event) + " ms: " + text(object(event, "error"), "code");
            case "retried" -> "attempt " + text(event, "attempt") + " after " + error(event);
            case "reconnected" -> "connected again to " + text(event, "where");
            case "warning" -> "warning " + (event.containsKey("error") ? error(event) : text(event, "message"));
            case "error" -> "first error " + error(event);
            case "guard" -> "guard " + error(event);
            case "stage" ->
                text(event, "stage") + " " + text(event, "done")
                        + (event.containsKey("total") ? " of " + text(event, "total") : "");
            case "ended" -> ended(event);
            default -> text(event, "event");
        };
    }

    private static String opened(Map<String, ?> event) {
        String columns = list(event, "columns");
        return "source " + text(event, "source") + (columns.isEmpty() ? "" : ", columns " + columns) + "; target "
                + text(event, "target") + ", key " + list(event, "key") + ", batches of " + text(event, "batch")
                + " by up to " + text(event, "writers") + " writers";
    }

    /** What a phase is called. */
    static String phase(String name) {
        return switch (name) {
            case "comparing" -> "comparing";
            case "writing" -> "writing";
            case "removing" -> "removing";
            default -> "committing";
        };
    }

    private static String progress(Map<String, ?> event) {
        return phase(text(event, "phase"))
                + (event.get("fraction") instanceof Number done ? " " + (long) (done.doubleValue() * 100) + " %" : "")
                + (event.containsKey("waitsFor") ? " (waits: " + text(event, "waitsFor") + ")" : "") + ", "
                + counts(event);
    }

    private static String ended(Map<String, ?> event) {
        return "ended: " + text(event, "status") + ", exit " + text(event, "exit")
                + (event.containsKey("rows") ? ", " + counts(event) : "")
                + (event.containsKey("error") ? ": " + error(event) : "");
    }

    private static String counts(Map<String, ?> event) {
        Map<String, ?> rows = object(event, "rows");
        long removed = object(event, "removals").get("removed") instanceof Number number ? number.longValue() : 0;
        return number(rows, "read") + " read, " + number(rows, "written") + " written, " + number(rows, "rejected")
                + " rejected" + (removed == 0 ? "" : ", " + ReportText.number(removed) + " removed");
    }

    private static String error(Map<String, ?> event) {
        Map<String, ?> error = object(event, "error");
        return text(error, "code") + ": " + text(error, "message");
    }

    private static long wait(Map<String, ?> event) {
        return Duration.between(Instant.parse(text(event, "at")), Instant.parse(text(event, "until")))
                .toMillis();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> object(Map<String, ?> event, String name) {
        return event.get(name) instanceof Map<?, ?> object ? (Map<String, ?>) object : Map.of();
    }

    private static String list(Map<String, ?> event, String name) {
        return event.get(name) instanceof Collection<?> values
                ? values.stream().map(Objects::toString).collect(Collectors.joining(", "))
                : "";
    }

    private static String number(Map<String, ?> event, String name) {
        return event.get(name) instanceof Number number ? ReportText.number(number.longValue()) : "0";
    }

    private static String text(Map<String, ?> event, String name) {
        return Objects.toString(event.get(name), "");
    }
}
