package dev.sluice.redis;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.adapter.hash.HashRowSerializer;
import dev.sluice.redis.adapter.jedis.JedisModule;
import dev.sluice.redis.adapter.json.JsonRowSerializer;
import dev.sluice.redis.adapter.key.PrefixedKeyBuilder;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.write.FailureCatalog;
import dev.sluice.redis.write.WriterFactory;
import dev.sluice.spi.SyncMode;
import java.util.List;

/** Wires one run: the adapters that its settings choose behind the ports. */
final class RedisModule extends AbstractModule {
    private final RedisSettings settings;
    private final SyncMode mode;
    private final List<String> primaryKey;

    RedisModule(RedisSettings settings, SyncMode mode, List<String> primaryKey) {
        this.settings = settings;
        this.mode = mode;
        this.primaryKey = List.copyOf(primaryKey);
    }

    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        install(new JedisModule());
        bind(RedisSettings.class).toInstance(settings);
        bind(SyncMode.class).toInstance(mode);
        bind(FailureCatalog.class).toInstance(new FailureCatalog());
        bind(WriterFactory.class);
    }

    @Provides
    KeyBuilder keyBuilder() {
        return new PrefixedKeyBuilder(settings, primaryKey);
    }

    @Provides
    RowSerializer rowSerializer() {
        return switch (settings.format()) {
            case STRING -> new JsonRowSerializer(settings);
            case HASH -> new HashRowSerializer(settings);
        };
    }
}
