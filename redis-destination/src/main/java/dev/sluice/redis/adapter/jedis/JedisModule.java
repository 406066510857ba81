package dev.sluice.redis.adapter.jedis;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor;

/** Binds the connections: each {@link CommandExecutor} that is asked for is a new one. */
public final class JedisModule extends AbstractModule {
    @Provides
    CommandExecutor executor(RedisSettings settings) {
        return new JedisCommandExecutor(settings);
    }
}
