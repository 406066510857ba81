package dev.sluice.redis.adapter.jedis;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.CommandExecutor;
import java.util.Optional;

/** Binds the connections: each {@link CommandExecutor} that is asked for is a new one. */
public final class JedisModule extends AbstractModule {
    private final Optional<TlsLayer> tls;

    /**
     * For these settings; reads the certificates and keys that they name.
     *
     * @throws dev.sluice.spi.DestinationException with every one that cannot be used
     */
    public JedisModule(RedisSettings settings) {
        this.tls = TlsLayer.of(settings);
    }

    @Provides
    CommandExecutor executor(RedisSettings settings) {
        if (settings.topology() instanceof Topology.Cluster cluster) {
            return new ClusterCommandExecutor(settings, cluster, tls);
        }
        if (settings.topology() instanceof Topology.Sentinel sentinel) {
            return new SentinelCommandExecutor(settings, sentinel, tls);
        }
        return new JedisCommandExecutor(settings, tls);
    }
}
