package dev.sluice.host.runfile;

import dev.sluice.host.failure.ErrorJson;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.CountJson;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.RunEvent;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An event as the properties of a JSON object: {@code v} (the version of this form, 1), {@code at}, {@code event}, and what belongs to that kind
 * of event.
 */
public final class EventJson {
    private static final long VERSION = 1;

    private EventJson() {}

    /** @param at when it happened */
    public static Map<String, Object> of(Instant at, SyncEvent event) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("v", VERSION);
        json.put("at", at.toString());
        if (event instanceof SyncEvent.Started started) {
            started(started, json);
        } else if (event instanceof SyncEvent.Opened opened) {
            opened(opened, json);
        } else if (event instanceof SyncEvent.PhaseBegun begun) {
            json.put("event", "phase");
            json.put("phase", name(begun.phase()));
            begun.rows().ifPresent(rows -> json.put("total", rows));
        } else if (event instanceof SyncEvent.Progressed progressed) {
            progress(progressed.progress(), json);
        } else if (event instanceof SyncEvent.Told told) {
            told(told.event(), json);
        } else if (event instanceof SyncEvent.Warned warned) {
            json.put("event", "warning");
            json.put("message", warned.message());
        } else if (event instanceof SyncEvent.Rejected rejected) {
            json.put("event", "error");
            json.put("error", ErrorJson.properties(rejected.error()));
        } else if (event instanceof SyncEvent.GuardStopped stopped) {
            json.put("event", "guard");
            json.put("error", ErrorJson.properties(stopped.guard()));
        } else if (event instanceof SyncEvent.Ended ended) {
            ended(ended, json);
        }
        return json;
    }

    private static void started(SyncEvent.Started started, Map<String, Object> json) {
        json.put("event", "started");
        json.put("run", started.run());
        json.put("purpose", started.purpose().text());
        json.put("sync", started.sync());
        started.resolved().ifPresent(resolved -> {
            json.put("destination", resolved.destination());
            json.put("destinationVersion", resolved.destinationVersion());
            json.put("mode", Modes.name(resolved.mode()));
        });
    }

    private static void opened(SyncEvent.Opened opened, Map<String, Object> json) {
        json.put("event", "opened");
        json.put("source", opened.source());
        json.put("columns", opened.columns());
        json.put("target", opened.target());
        json.put("key", opened.key());
        json.put("batch", opened.batch());
        json.put("writers", opened.writers());
    }

    private static void progress(SyncProgress progress, Map<String, Object> json) {
        json.put("event", "progress");
        json.put("phase", name(progress.phase()));
        if (progress.fraction() >= 0) {
            json.put("fraction", Math.floor(progress.fraction() * 1000) / 1000);
        }
        progress.waitsFor().ifPresent(code -> json.put("waitsFor", code));
        json.put("rows", CountJson.rows(progress.counts()));
        json.put("removals", CountJson.removals(progress.removals()));
    }

    private static void told(RunEvent event, Map<String, Object> json) {
        if (event instanceof RunEvent.Waiting waiting) {
            json.put("event", "waiting");
            json.put("until", waiting.until().toString());
            json.put("error", ErrorJson.properties(waiting.why()));
        } else if (event instanceof RunEvent.Retried retried) {
            json.put("event", "retried");
            json.put("attempt", retried.attempt());
            json.put("error", ErrorJson.properties(retried.why()));
        } else if (event instanceof RunEvent.Reconnected reconnected) {
            json.put("event", "reconnected");
            json.put("where", reconnected.where());
        } else if (event instanceof RunEvent.Warning warning) {
            json.put("event", "warning");
            json.put("error", ErrorJson.properties(warning.what()));
        } else if (event instanceof RunEvent.Progress stage) {
            json.put("event", "stage");
            json.put("stage", stage.stage());
            json.put("done", stage.done());
            if (stage.total() >= 0) {
                json.put("total", stage.total());
            }
        }
    }

    private static void ended(SyncEvent.Ended ended, Map<String, Object> json) {
        json.put("event", "ended");
        json.put("status", StoredRun.Status.of(ended).text());
        json.put("exit", ended.exitCode());
        ended.report().ifPresent(report -> {
            json.put("rows", CountJson.rows(report.rows()));
            json.put("removals", CountJson.removals(report.removals()));
        });
        ended.failure()
                .map(HostException::detail)
                .map(ErrorJson::properties)
                .ifPresent(failure -> json.put("error", failure));
    }

    static String name(SyncProgress.Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT);
    }
}
