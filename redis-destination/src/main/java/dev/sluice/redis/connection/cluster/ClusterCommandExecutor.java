package dev.sluice.redis.connection.cluster;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Sends each command to the cluster node that serves the slot of its key: one connection and one round trip per node, in parallel. Follows
 * redirections a limited number of times. Retries nothing else: after a temporary refusal or a lost node it refreshes the slot map, and the
 * caller decides whether to try again.
 */
public final class ClusterCommandExecutor implements CommandExecutor {
    private final RedisSettings settings;
    private final ConnectionFactory connections;
    private final SlotCache slots;
    private final ParallelCalls calls = new ParallelCalls();
    private final Map<Endpoint, ClusterNode> nodes = new HashMap<>();
    private @Nullable SlotMap lastUsedMap;

    /** Whether writes were sent to a node whose connection was closed before any {@code WAIT}. */
    private boolean unreportedLoss;

    private boolean closed;

    /** An executor that connects on first use. It owns the factory of its connections. */
    public ClusterCommandExecutor(RedisSettings settings, Topology.Cluster cluster, ConnectionFactory connections) {
        this.settings = settings;
        this.connections = connections;
        this.slots = new SlotCache(cluster.nodes(), this::node);
    }

    private ClusterNode node(Endpoint endpoint) {
        return nodes.computeIfAbsent(endpoint, key -> new ClusterNode(key, connections.toServer(key)));
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (commands.isEmpty()) {
            return List.of();
        }
        long deadline = System.nanoTime() + settings.commandTimeout().toNanos();
        Reply.Lost failure = slots.ensureLoaded(deadline);
        if (failure != null) {
            forgetWrites();
            return Collections.nCopies(commands.size(), failure);
        }
        SlotMap map = slots.map();
        if (map != lastUsedMap) {
            lastUsedMap = map;
            closeNodesOutside(map);
        }
        List<Reply> replies = new RoutedBatch(commands, deadline, slots, this::node, calls).execute();
        if (replies.stream().noneMatch(Reply.Lost.class::isInstance)) {
            return replies;
        }
        forgetWrites();
        // The nodes of the slot map are those that another node named.
        return replies.stream()
                .map(reply -> reply instanceof Reply.Lost lost ? lost.ofAnnounced() : reply)
                .toList();
    }

    private void forgetWrites() {
        nodes.values().forEach(ClusterNode::forgetWrites);
        unreportedLoss = false;
    }

    /** Closes connections to nodes that serve no slot; some were only asked for the slot map. */
    private void closeNodesOutside(SlotMap map) {
        nodes.values().removeIf(node -> {
            boolean outside = !map.nodes().contains(node.endpoint());
            if (outside) {
                unreportedLoss |= node.hasUnawaitedWrites();
                node.close();
            }
            return outside;
        });
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        List<ClusterNode> written =
                nodes.values().stream().filter(ClusterNode::hasUnawaitedWrites).toList();
        Reply[] replies = new Reply[written.size()];
        List<Runnable> waits = new ArrayList<>(written.size());
        for (int i = 0; i < replies.length; i++) {
            int position = i;
            NodeConnection connection = written.get(i).connection();
            waits.add(() -> replies[position] = connection.awaitReplicas(replicas, timeout, settings.commandTimeout()));
        }
        if (!waits.isEmpty()) {
            calls.run(waits);
        }
        Reply least = unreportedLoss
                ? new Reply.Lost(
                        TransportFailure.LOST, false, Thread.currentThread().isInterrupted())
                : new Reply.Value((long) replicas);
        for (Reply reply : replies) {
            least = least(least, reply);
        }
        boolean callerMayWaitAgain =
                least instanceof Reply.Value value && value.value() instanceof Long n && n < replicas;
        if (!callerMayWaitAgain) {
            forgetWrites();
        }
        return least;
    }

    /** The reply with fewer replicas; a reply that is no number counts as fewer than any. */
    private static Reply least(Reply a, Reply b) {
        if (a instanceof Reply.Value first
                && first.value() instanceof Long x
                && b instanceof Reply.Value second
                && second.value() instanceof Long y) {
            return x <= y ? a : b;
        }
        return a instanceof Reply.Value ? b : a;
    }

    @Override
    public Reply ping(byte[] key) {
        long deadline = System.nanoTime() + settings.commandTimeout().toNanos();
        Reply.Lost failure = slots.ensureLoaded(deadline);
        if (failure != null) {
            return failure;
        }
        try (NodeConnection separate = connections.toServer(slots.map().owner(key))) {
            return separate.query(settings.commandTimeout(), "PING");
        }
    }

    @Override
    public KeySpread spread(byte[] key) {
        Reply.Lost failure =
                slots.ensureLoaded(System.nanoTime() + settings.commandTimeout().toNanos());
        return failure == null ? SlotSpread.of(key, slots.map()) : new KeySpread.Unknown(failure);
    }

    @Override
    public void reset() {
        nodes.values().forEach(ClusterNode::close);
        nodes.clear();
        slots.clear();
        unreportedLoss = false;
    }

    @Override
    public void close() {
        closed = true;
        reset();
        calls.close();
        connections.close();
    }
}
