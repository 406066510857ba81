package dev.sluice.redis.write;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A context that keeps what it is told, and whose newest settings a test sets. */
public final class ListeningContext implements RunContext {
    /** What was reported, in order. */
    public final List<RunEvent> events = new CopyOnWriteArrayList<>();

    /** The newest settings. */
    public volatile DestinationConfig newest = DestinationConfig.EMPTY;

    private final String runId;
    private final Optional<String> syncId;

    /** A run without state. */
    public ListeningContext(String runId) {
        this.runId = runId;
        this.syncId = Optional.empty();
    }

    /** A run that keeps state. */
    public ListeningContext(String runId, String syncId) {
        this.runId = runId;
        this.syncId = Optional.of(syncId);
    }

    @Override
    public String runId() {
        return runId;
    }

    @Override
    public Optional<String> syncId() {
        return syncId;
    }

    @Override
    public void report(RunEvent event) {
        events.add(event);
    }

    @Override
    public DestinationConfig config() {
        return newest;
    }

    /** The codes of the warnings so far, in order. */
    public List<String> warnings() {
        return events.stream()
                .filter(RunEvent.Warning.class::isInstance)
                .map(event -> ((RunEvent.Warning) event).what().code())
                .toList();
    }
}
