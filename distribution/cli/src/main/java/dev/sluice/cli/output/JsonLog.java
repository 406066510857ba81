package dev.sluice.cli.output;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.runfile.EventJson;
import dev.sluice.spi.RunEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The events of a run as objects on the error stream, each with its run and sync, in the form of the files of runs: all but progress as they happen,
 * progress every ten seconds. With {@code --quiet} those alone that tell of something wrong, and the end.
 */
public final class JsonLog implements SyncListener {
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    private final Console console;
    private final boolean quiet;
    private final Clock clock;
    private final Map<String, Object> run = new LinkedHashMap<>();
    private Instant next;

    public JsonLog(Console console, boolean quiet, Clock clock) {
        this.console = console;
        this.quiet = quiet;
        this.clock = clock;
        this.next = clock.instant().plus(BETWEEN);
    }

    @Override
    public void heard(SyncEvent event) {
        Instant now = clock.instant();
        if (event instanceof SyncEvent.Started started) {
            run.put("run", started.run());
            run.put("sync", started.sync());
        }
        if (event instanceof SyncEvent.Progressed) {
            if (now.isBefore(next)) {
                return;
            }
            next = now.plus(BETWEEN);
        }
        String level = level(event);
        if (quiet && level.equals("info") && !(event instanceof SyncEvent.Ended)) {
            return;
        }
        Map<String, Object> json = new LinkedHashMap<>(run);
        json.putAll(EventJson.of(now, event));
        json.remove("at");
        console.sayJson(level, json);
    }

    private static String level(SyncEvent event) {
        if (event instanceof SyncEvent.Rejected
                || event instanceof SyncEvent.GuardStopped
                || (event instanceof SyncEvent.Ended ended && ended.failure().isPresent())) {
            return "error";
        }
        boolean trouble = event instanceof SyncEvent.Warned
                || (event instanceof SyncEvent.Told told
                        && (told.event() instanceof RunEvent.Waiting
                                || told.event() instanceof RunEvent.Retried
                                || told.event() instanceof RunEvent.Warning));
        return trouble ? "warning" : "info";
    }
}
