package dev.sluice.redis.run;

import com.google.inject.Inject;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.marker.Finding.Judge;
import dev.sluice.redis.marker.MarkerExchange;
import dev.sluice.redis.port.CommandExecutorFactory;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.Timer;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;

/** Opens runs that keep a marker. */
public final class RunFactory {
    private final RedisSettings settings;
    private final SyncMode mode;
    private final RunContext context;
    private final CommandExecutorFactory executors;
    private final FailureCatalog failures;
    private final OpenRuns openRuns;

    /** Takes what a run is made of. */
    @Inject
    public RunFactory(
            RedisSettings settings,
            SyncMode mode,
            RunContext context,
            CommandExecutorFactory executors,
            FailureCatalog failures,
            OpenRuns openRuns) {
        this.settings = settings;
        this.mode = mode;
        this.context = context;
        this.executors = executors;
        this.failures = failures;
        this.openRuns = openRuns;
    }

    /**
     * Connects, and puts the marker of this run in the place of the last one.
     *
     * @param beginning how the keys of the marker begin
     * @throws DestinationException if the server cannot be reached or refuses; then nothing stays open
     */
    public DestinationRun open(String beginning) {
        ConnectionLog connections = ConnectionLog.ofRun(settings, context);
        RetryBudget budget = new RetryBudget(settings.retryBudget(), Timer.SYSTEM, context);
        MarkerExchange exchange = new MarkerExchange(executors.create(connections), failures, budget);
        boolean opened = false;
        try {
            RedisRun run = new RunOpening(
                            exchange,
                            connections,
                            context,
                            new Judge("SET", context, failures),
                            Expiries.of(settings, mode))
                    .open(beginning);
            run.registered(openRuns.marker(context.runId(), run::giveWay));
            opened = true;
            return run;
        } finally {
            if (!opened) {
                exchange.close();
            }
        }
    }
}
