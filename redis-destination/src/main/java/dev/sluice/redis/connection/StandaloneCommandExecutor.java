package dev.sluice.redis.connection;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.NodeConnection;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import java.time.Duration;
import java.util.List;

/** Sends commands to the one server of the URL. Owns the factory of its connections. */
final class StandaloneCommandExecutor implements CommandExecutor {
    private final RedisSettings settings;
    private final ConnectionFactory connections;
    private final NodeConnection connection;
    private boolean closed;

    StandaloneCommandExecutor(RedisSettings settings, ConnectionFactory connections) {
        this.settings = settings;
        this.connections = connections;
        this.connection = connections.toServer(settings.url().endpoint());
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        return connection.execute(commands, settings.commandTimeout());
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        return connection.awaitReplicas(replicas, timeout, settings.commandTimeout());
    }

    @Override
    public Reply ping(byte[] key) {
        try (NodeConnection separate = connections.toServer(settings.url().endpoint())) {
            return separate.query(settings.commandTimeout(), "PING");
        }
    }

    @Override
    public KeySpread spread(byte[] key) {
        return KeySpread.Suffixes.ONE_KEY;
    }

    @Override
    public void reset() {
        connection.close();
        connection.forgetWrites();
    }

    @Override
    public void close() {
        closed = true;
        connection.close();
        connections.close();
    }
}
