package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/** Which node serves which slot. For one thread. */
final class SlotMap {
    static final int SLOTS = 16_384;

    private static final int MAX_PORT = 65_535;
    private static final int MIN_RANGE_SIZE = 3;

    private final @Nullable Endpoint[] owners = new Endpoint[SLOTS];
    private final Set<Endpoint> nodes = new LinkedHashSet<>();

    private SlotMap() {}

    /**
     * Reads the reply to {@code CLUSTER SLOTS}.
     *
     * @param from the node that replied; an empty host in the reply means its host
     * @return empty if no slot is served
     */
    static Optional<SlotMap> of(Reply.Value reply, Endpoint from) {
        SlotMap map = new SlotMap();
        if (reply.value() instanceof List<?> ranges) {
            for (Object range : ranges) {
                map.addRange(range, from);
            }
        }
        return map.nodes.isEmpty() ? Optional.empty() : Optional.of(map);
    }

    /** Adds {@code [first, last, [host, port, …], replica…]}. */
    private void addRange(Object element, Endpoint from) {
        if (element instanceof List<?> range
                && range.size() >= MIN_RANGE_SIZE
                && range.get(0) instanceof Long first
                && range.get(1) instanceof Long last
                && range.get(2) instanceof List<?> master
                && master.size() >= 2
                && master.get(1) instanceof Long port
                && first >= 0
                && last < SLOTS) {
            String host = master.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
            endpoint(host, port, from).ifPresent(node -> {
                nodes.add(node);
                Arrays.fill(owners, (int) (long) first, (int) Math.max(first, last + 1), node);
            });
        }
    }

    /** The address of a node as another node reports it; empty if that one does not know it. */
    static Optional<Endpoint> endpoint(String host, long port, Endpoint from) {
        if (host.equals("?") || port <= 0 || port > MAX_PORT) {
            return Optional.empty();
        }
        return Optional.of(new Endpoint(host.isEmpty() ? from.host() : host, (int) port));
    }

    /** The node that serves a key. If it is unknown, any node: that one redirects. */
    Endpoint owner(byte[] key) {
        Endpoint owner = key.length == 0 ? null : owners[JedisClusterCRC16.getSlot(key)];
        return owner == null ? nodes.iterator().next() : owner;
    }

    /** The node that serves a slot, if it is known. */
    @Nullable
    Endpoint ownerOf(int slot) {
        return owners[slot];
    }

    /** Whether a node serves a slot. */
    boolean serves(Endpoint node) {
        return Arrays.asList(owners).contains(node);
    }

    /** Assigns a slot to another node, after a MOVED. */
    void move(int slot, Endpoint owner) {
        owners[slot] = owner;
        nodes.add(owner);
    }

    /** All nodes that serve a slot. */
    Collection<Endpoint> nodes() {
        return nodes;
    }
}
