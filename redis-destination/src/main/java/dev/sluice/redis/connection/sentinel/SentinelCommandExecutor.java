package dev.sluice.redis.connection.sentinel;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.NodeConnection;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to the primary that the sentinels name. Asks the sentinels before it opens a connection, so that it follows a failover, and
 * then asks the server for its role, because a sentinel may be behind.
 */
public final class SentinelCommandExecutor implements CommandExecutor {
    private static final byte[] MASTER = "master".getBytes(StandardCharsets.US_ASCII);

    private final RedisSettings settings;
    private final ConnectionFactory connections;
    private final PrimaryFinder finder;
    private @Nullable NodeConnection primary;

    /** Whether writes were sent over a connection that was closed before any {@code WAIT}. */
    private boolean unreportedLoss;

    private boolean closed;

    /** An executor that connects on first use. It owns the factory of its connections. */
    public SentinelCommandExecutor(RedisSettings settings, Topology.Sentinel sentinel, ConnectionFactory connections) {
        this.settings = settings;
        this.connections = connections;
        this.finder = new PrimaryFinder(settings, sentinel, connections);
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        List<Reply> replies = send(commands);
        if (replies.stream().noneMatch(Reply.Lost.class::isInstance)) {
            return replies;
        }
        unreportedLoss = false;
        // The loss of a server, not of a sentinel: the sentinels have named it.
        return replies.stream()
                .map(reply ->
                        reply instanceof Reply.Lost lost && lost.server().isPresent() ? lost.ofAnnounced() : reply)
                .toList();
    }

    private List<Reply> send(List<Command> commands) {
        NodeConnection open = primary;
        Optional<List<Reply>> replies =
                open == null ? Optional.empty() : open.executeIfReady(commands, settings.commandTimeout());
        if (replies.isPresent()) {
            return replies.get();
        }
        Reply.Lost failure = finder.find(this::connect);
        if (failure != null) {
            return Collections.nCopies(commands.size(), failure);
        }
        NodeConnection found = primary;
        if (found == null) {
            throw new IllegalStateException("a primary was found");
        }
        return found.execute(commands, settings.commandTimeout());
    }

    /**
     * Connects to a server, and keeps the connection if the server is a primary.
     *
     * @return the failure, or null if it is
     */
    private Reply.@Nullable Lost connect(Endpoint server) {
        disconnect();
        NodeConnection candidate = connections.toServer(server);
        Reply role = candidate.query(settings.connectTimeout(), "ROLE");
        if (role instanceof Reply.Lost lost) {
            return lost.unsent();
        }
        // If the user may not run ROLE, the first write reveals a replica.
        boolean notPrimary = role instanceof Reply.Value value
                && value.value() instanceof List<?> parts
                && !parts.isEmpty()
                && parts.get(0) instanceof byte[] name
                && !Arrays.equals(name, MASTER);
        if (notPrimary) {
            candidate.close();
            return new Reply.Lost(TransportFailure.MASTER_STALE, false, false).at(server);
        }
        primary = candidate;
        return null;
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        NodeConnection connection = primary;
        boolean incomplete = unreportedLoss;
        unreportedLoss = false;
        return connection == null || incomplete
                ? new Reply.Lost(
                        TransportFailure.LOST, false, Thread.currentThread().isInterrupted())
                : connection.awaitReplicas(replicas, timeout, settings.commandTimeout());
    }

    @Override
    public Reply ping(byte[] key) {
        Reply[] reply = new Reply[1];
        Reply.Lost failure = finder.find(server -> {
            try (NodeConnection separate = connections.toServer(server)) {
                reply[0] = separate.query(settings.commandTimeout(), "PING");
            }
            return null;
        });
        return failure == null ? reply[0] : failure;
    }

    @Override
    public KeySpread spread(byte[] key) {
        return KeySpread.Suffixes.ONE_KEY;
    }

    @Override
    public void reset() {
        disconnect();
        unreportedLoss = false;
    }

    private void disconnect() {
        NodeConnection connection = primary;
        primary = null;
        if (connection != null) {
            unreportedLoss |= connection.hasUnawaitedWrites();
            connection.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        reset();
        connections.close();
    }
}
