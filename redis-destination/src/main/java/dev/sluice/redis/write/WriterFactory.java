package dev.sluice.redis.write;

import com.google.inject.Inject;
import com.google.inject.Provider;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.SyncMode;

/** Opens writers of one run. */
public final class WriterFactory {
    private final RedisSettings settings;
    private final SyncMode mode;
    private final Provider<KeyBuilder> keys;
    private final Provider<RowSerializer> serializers;
    private final Provider<CommandExecutor> executors;
    private final FailureCatalog failures;

    /** Takes what a writer is made of; each writer gets its own key builder, serializer and executor. */
    @Inject
    public WriterFactory(
            RedisSettings settings,
            SyncMode mode,
            Provider<KeyBuilder> keys,
            Provider<RowSerializer> serializers,
            Provider<CommandExecutor> executors,
            FailureCatalog failures) {
        this.settings = settings;
        this.mode = mode;
        this.keys = keys;
        this.serializers = serializers;
        this.executors = executors;
        this.failures = failures;
    }

    /**
     * Connects, and finds out what the user may do.
     *
     * @throws DestinationException if the server cannot be reached or refuses; then nothing stays open
     */
    public DestinationWriter open() {
        CommandExecutor executor = executors.get();
        boolean opened = false;
        try {
            RetryBudget budget = new RetryBudget(settings.retryBudget(), Timer.SYSTEM);
            Rights rights = new RightsProbe(settings, mode, executor, failures, budget).run();
            RowCommands commands = new RowCommands(settings, mode, keys.get(), serializers.get(), rights);
            DestinationWriter writer = new RedisWriter(settings, commands, executor, failures, budget);
            opened = true;
            return writer;
        } finally {
            if (!opened) {
                executor.close();
            }
        }
    }
}
