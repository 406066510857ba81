package dev.sluice.redis.port;

import dev.sluice.redis.config.RedisSettings;
import java.time.Duration;

/** Creates the connection of a check. */
@FunctionalInterface
public interface ProbeConnectionFactory {
    /**
     * Creates a connection that is not open yet.
     *
     * @param settings the server, the login and TLS
     * @param timeout the limit of each call
     * @throws dev.sluice.spi.DestinationException if a certificate or key of the settings cannot be used
     */
    ProbeConnection create(RedisSettings settings, Duration timeout);
}
