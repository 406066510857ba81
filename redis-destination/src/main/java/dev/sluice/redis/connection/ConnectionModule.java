package dev.sluice.redis.connection;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.cluster.ClusterCommandExecutor;
import dev.sluice.redis.connection.sentinel.SentinelCommandExecutor;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.CommandExecutor;
import java.util.Optional;

/** Binds {@link CommandExecutor} to the one for the topology of the settings. Each injection creates a new executor. */
public final class ConnectionModule extends AbstractModule {
    private final Optional<TlsLayer> tls;

    /**
     * Reads the certificates and keys that the settings name.
     *
     * @throws dev.sluice.spi.DestinationException with every certificate and key that cannot be used
     */
    public ConnectionModule(RedisSettings settings) {
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
        return new StandaloneCommandExecutor(settings, tls);
    }
}
