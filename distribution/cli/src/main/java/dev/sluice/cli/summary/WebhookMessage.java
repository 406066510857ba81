package dev.sluice.cli.summary;

import dev.sluice.host.json.JsonTree;
import dev.sluice.host.runfile.StoredRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a webhook is told of a run: names, times, counts and codes. Nothing that comes from a row, and no message, because others have written it:
 * a database may quote a value in it.
 */
final class WebhookMessage {
    private static final List<String> SAID = List.of(
            "run",
            "purpose",
            "sync",
            "status",
            "mode",
            "destination",
            "sluice",
            "machine",
            "started",
            "ended",
            "durationMs",
            "exit",
            "rows",
            "removals",
            "rowsPerSecond",
            "retries",
            "reconnects",
            "waitedMs");

    private WebhookMessage() {}

    static String of(StoredRun run) {
        Map<String, Object> data = new LinkedHashMap<>();
        SAID.forEach(name -> Optional.ofNullable(run.json().get(name)).ifPresent(value -> data.put(name, value)));
        Optional.ofNullable(run.json().get("failure"))
                .ifPresent(failure -> data.put("failure", only(failure, "code", "category", "remedy")));
        List<Object> errors = new ArrayList<>();
        if (run.json().get("errors") instanceof List<?> groups) {
            groups.forEach(group -> errors.add(only(group, "code", "category", "count")));
        }
        data.put("errors", errors);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "run.ended");
        message.put("timestamp", run.ended().orElse(run.started()).toString());
        message.put("data", data);
        return JsonTree.text(message);
    }

    private static Map<String, Object> only(Object object, String... names) {
        Map<String, Object> kept = new LinkedHashMap<>();
        if (object instanceof Map<?, ?> properties) {
            for (String name : names) {
                Optional.ofNullable(properties.get(name)).ifPresent(value -> kept.put(name, value));
            }
        }
        return kept;
    }
}
