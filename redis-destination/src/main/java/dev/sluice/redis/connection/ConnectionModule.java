package dev.sluice.redis.connection;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.cluster.ClusterCommandExecutor;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.sentinel.SentinelCommandExecutor;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.CommandExecutorFactory;
import dev.sluice.redis.port.ConnectionWatch;
import java.util.Optional;
import java.util.function.Supplier;

/** Binds executors for the topology of the settings. Each injection of a {@link CommandExecutor} creates a new one, which nobody watches. */
public final class ConnectionModule extends AbstractModule {
    private final RedisSettings settings;
    private final Supplier<RedisSettings> newest;
    private final Optional<TlsLayer> tls;

    /**
     * Reads the certificates and keys that the settings name.
     *
     * @param newest the settings as they are when a connection is opened: of them, only users and passwords are used
     * @throws dev.sluice.spi.DestinationException with every certificate and key that cannot be used
     */
    public ConnectionModule(RedisSettings settings, Supplier<RedisSettings> newest, System.Logger logger) {
        this.settings = settings;
        this.newest = newest;
        this.tls = TlsLayer.of(settings, logger);
    }

    @Provides
    CommandExecutorFactory executors() {
        return this::executor;
    }

    @Provides
    CommandExecutor executor() {
        return executor(ConnectionWatch.NONE);
    }

    private CommandExecutor executor(ConnectionWatch watch) {
        ConnectionFactory connections = new ConnectionFactory(settings, tls, System::nanoTime, newest, watch);
        if (settings.topology() instanceof Topology.Cluster cluster) {
            return new ClusterCommandExecutor(settings, cluster, connections);
        }
        if (settings.topology() instanceof Topology.Sentinel sentinel) {
            return new SentinelCommandExecutor(settings, sentinel, connections);
        }
        return new StandaloneCommandExecutor(settings, connections);
    }
}
