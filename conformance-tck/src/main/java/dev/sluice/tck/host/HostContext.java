package dev.sluice.tck.host;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a host says of a run that has an id of its own.
 *
 * @param runId names the run
 * @param syncId names the sync, if the run is of one
 * @param newest gives the newest settings
 * @param listener is told of events, on any thread
 */
record HostContext(
        String runId, Optional<String> syncId, Supplier<DestinationConfig> newest, Consumer<RunEvent> listener)
        implements RunContext {
    /** A run without a sync, to which nobody listens. */
    HostContext() {
        this(UUID.randomUUID().toString(), Optional.empty(), () -> DestinationConfig.EMPTY, event -> {});
    }

    HostContext ofSync(String id) {
        return new HostContext(runId, Optional.of(id), newest, listener);
    }

    HostContext withNewest(Supplier<DestinationConfig> settings) {
        return new HostContext(runId, syncId, settings, listener);
    }

    HostContext heardBy(Consumer<RunEvent> told) {
        return new HostContext(runId, syncId, newest, told);
    }

    @Override
    public DestinationConfig config() {
        return newest.get();
    }

    @Override
    public void report(RunEvent event) {
        listener.accept(event);
    }
}
