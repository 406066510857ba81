package dev.sluice.redis;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.adapter.hash.HashRowSerializer;
import dev.sluice.redis.adapter.json.JsonRowSerializer;
import dev.sluice.redis.adapter.key.PrefixedKeyBuilder;
import dev.sluice.redis.adapter.value.ValueRowSerializer;
import dev.sluice.redis.command.RowExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.ConnectionModule;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.read.RedisReader;
import dev.sluice.redis.run.OpenRuns;
import dev.sluice.redis.run.RunFactory;
import dev.sluice.redis.write.WriterFactory;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import java.time.Clock;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Wires one run: binds the ports to the adapters that its settings choose. */
final class RedisModule extends AbstractModule {
    private final RunProfile run;
    private final RunHandle handle;
    private final RunContext context;
    private final OpenRuns openRuns;
    private final ConnectionModule connections;

    /**
     * Wires a run, and reads its certificates and keys.
     *
     * @param newest the settings as they are when a connection is opened
     * @throws dev.sluice.spi.DestinationException if a certificate or key cannot be used
     */
    RedisModule(
            RunProfile run, RunHandle handle, RunContext context, OpenRuns openRuns, Supplier<RedisSettings> newest) {
        this.run = run;
        this.handle = handle;
        this.context = context;
        this.openRuns = openRuns;
        this.connections = new ConnectionModule(run.settings(), newest, context.logger());
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        install(connections);
        bind(RedisSettings.class).toInstance(run.settings());
        bind(SyncMode.class).toInstance(run.mode());
        bind(FailureCatalog.class).toInstance(new FailureCatalog(run.settings()));
        bind(RunHandle.class).toInstance(handle);
        bind(RunContext.class).toInstance(context);
        bind(OpenRuns.class).toInstance(openRuns);
        bind(Clock.class).toInstance(Clock.systemUTC());
        bind(RunFactory.class);
        bind(WriterFactory.class);
        bind(RedisReader.class);
    }

    @Provides
    KeyBuilder keyBuilder(RedisSettings settings) {
        return new PrefixedKeyBuilder(settings, run.profile().identity());
    }

    @Provides
    RowSerializer rowSerializer(RedisSettings settings) {
        return serializer(settings);
    }

    static RowSerializer serializer(RedisSettings settings) {
        return switch (settings.format()) {
            case STRING ->
                settings.valueField()
                        .<RowSerializer>map(field -> new ValueRowSerializer(field, settings.maxValueBytes()))
                        .orElseGet(() -> new JsonRowSerializer(settings));
            case HASH -> new HashRowSerializer(settings);
        };
    }

    /** For a reader, which looks at records of rows whose time is not over. */
    @Provides
    RowExpiry rowExpiry(RedisSettings settings, Clock clock) {
        return new RowExpiry(settings, run.mode(), true, clock, new SplittableRandom());
    }
}
