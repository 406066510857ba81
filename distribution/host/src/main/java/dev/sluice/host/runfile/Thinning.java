package dev.sluice.host.runfile;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.spi.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Which events are kept, so that a file stays small however long a run goes on: of progress one a second at first, then at growing distances;
 * of what the destination tells a thousand of each kind.
 */
final class Thinning {
    private static final Duration CLOSEST = Duration.ofSeconds(1);
    private static final int SHARE = 600;
    private static final int MOST = 1_000;

    private final Map<Class<?>, Integer> told = new HashMap<>();
    private Instant begun = Instant.MAX;
    private Instant next = Instant.MIN;

    boolean takes(SyncEvent event, Instant now) {
        if (event instanceof SyncEvent.Started) {
            told.clear();
            begun = now;
            next = Instant.MIN;
        }
        if (event instanceof SyncEvent.Told heard) {
            Class<? extends RunEvent> kind = heard.event().getClass();
            return told.merge(kind, 1, Integer::sum) <= MOST;
        }
        if (!(event instanceof SyncEvent.Progressed)) {
            return true;
        }
        if (now.isBefore(next)) {
            return false;
        }
        Duration distance = Duration.between(begun, now).dividedBy(SHARE);
        next = now.plus(distance.compareTo(CLOSEST) > 0 ? distance : CLOSEST);
        return true;
    }
}
