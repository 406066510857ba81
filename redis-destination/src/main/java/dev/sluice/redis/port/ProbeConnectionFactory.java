package dev.sluice.redis.port;

import dev.sluice.redis.config.RedisSettings;
import java.time.Duration;

/** Makes connections that are not opened yet. */
@FunctionalInterface
public interface ProbeConnectionFactory {
    /**
     * A connection that does nothing yet.
     *
     * @param settings where to connect, and as whom
     * @param timeout upper limit of each single call
     * @throws dev.sluice.spi.DestinationException if a certificate or key that the settings name cannot be used
     */
    ProbeConnection create(RedisSettings settings, Duration timeout);
}
