package dev.sluice.redis.write;

import com.google.inject.Inject;
import com.google.inject.Provider;
import dev.sluice.redis.command.Rights;
import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.marker.MarkerKeys;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.CommandExecutorFactory;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.retry.Timer;
import dev.sluice.redis.rights.RunRights;
import dev.sluice.redis.run.ConnectionLog;
import dev.sluice.redis.run.Evictions;
import dev.sluice.redis.run.Expiries;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Opens the writers of one run. */
public final class WriterFactory {
    private final RedisSettings settings;
    private final SyncMode mode;
    private final Provider<KeyBuilder> keys;
    private final Provider<RowSerializer> serializers;
    private final CommandExecutorFactory executors;
    private final FailureCatalog failures;
    private final RunHandle run;
    private final RunContext context;
    private final OpenRuns openRuns;
    private final Clock clock;

    /** Takes the parts of a writer. Each writer gets its own key builder, serializer and executor. */
    @Inject
    public WriterFactory(
            RedisSettings settings,
            SyncMode mode,
            Provider<KeyBuilder> keys,
            Provider<RowSerializer> serializers,
            CommandExecutorFactory executors,
            FailureCatalog failures,
            RunHandle run,
            RunContext context,
            OpenRuns openRuns,
            Clock clock) {
        this.settings = settings;
        this.mode = mode;
        this.keys = keys;
        this.serializers = serializers;
        this.executors = executors;
        this.failures = failures;
        this.run = run;
        this.context = context;
        this.openRuns = openRuns;
        this.clock = clock;
    }

    /**
     * Connects, and finds out the rights of the user.
     *
     * @throws DestinationException if the server cannot be reached or refuses; then nothing stays open
     */
    public DestinationWriter open() {
        ConnectionLog connections = ConnectionLog.ofWriter(settings, run, context);
        CommandExecutor executor = executors.create(connections);
        boolean opened = false;
        try {
            RetryBudget budget = new RetryBudget(settings.retryBudget(), Timer.SYSTEM, context);
            Rights rights = new RunRights(
                            settings, mode, executor, failures, budget, () -> openRuns.makeRoom(run.runId()))
                    .find();
            if (settings.format() == Format.HASH
                    && settings.ttl(mode).kind() == Ttl.Kind.LASTING
                    && !rights.persist()
                    && Expiries.mayBeLeft(run)) {
                throw failures.notPermitted("PERSIST").exception();
            }
            connections.begin();
            KeyBuilder keysOfRows =
                    MarkerKeys.of(run).map(marker -> marker.protect(keys.get())).orElseGet(keys::get);
            // The run itself counts evictions where it keeps a marker.
            Supplier<String> prepared = MarkerKeys.of(run).isPresent()
                    ? connections::text
                    : Evictions.begin(executor, settings.keyPrefix())::text;
            RowExpiry expiries = new RowExpiry(settings, mode, rights.persist(), clock, new SplittableRandom());
            RowCommands commands = new RowCommands(settings, mode, keysOfRows, serializers.get(), expiries, rights);
            DestinationWriter writer = new RedisWriter(
                    settings, commands, executor, failures, budget, prepared, openRuns.writer(run.runId()));
            opened = true;
            return writer;
        } finally {
            if (!opened) {
                executor.close();
            }
        }
    }
}
