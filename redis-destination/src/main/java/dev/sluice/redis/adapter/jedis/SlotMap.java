package dev.sluice.redis.adapter.jedis;

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

/** Which node serves which slot, as far as one node or another has said. For one thread. */
final class SlotMap {
    static final int SLOTS = 16_384;

    private static final int MAX_PORT = 65_535;
    private static final int RANGE_WITH_MASTER = 3;

    private final @Nullable Endpoint[] owners = new Endpoint[SLOTS];
    private final Set<Endpoint> nodes = new LinkedHashSet<>();

    private SlotMap() {}

    /**
     * Reads the answer to {@code CLUSTER SLOTS}.
     *
     * @param asked whose answer it is: an empty host means the same host
     * @return empty if it names no slot that any node serves
     */
    static Optional<SlotMap> of(Reply.Value answer, Endpoint asked) {
        SlotMap map = new SlotMap();
        if (answer.value() instanceof List<?> ranges) {
            for (Object range : ranges) {
                map.addRange(range, asked);
            }
        }
        return map.nodes.isEmpty() ? Optional.empty() : Optional.of(map);
    }

    /** {@code [first, last, [host, port, …], replica…]}. */
    private void addRange(Object element, Endpoint asked) {
        if (element instanceof List<?> range
                && range.size() >= RANGE_WITH_MASTER
                && range.get(0) instanceof Long first
                && range.get(1) instanceof Long last
                && range.get(2) instanceof List<?> master
                && master.size() >= 2
                && master.get(1) instanceof Long port
                && first >= 0
                && last < SLOTS) {
            String host = master.get(0) instanceof byte[] name ? new String(name, StandardCharsets.UTF_8) : "";
            endpoint(host, port, asked).ifPresent(node -> {
                nodes.add(node);
                Arrays.fill(owners, (int) (long) first, (int) Math.max(first, last + 1), node);
            });
        }
    }

    /** Where a node is that another one names; empty if it says that it does not know. */
    static Optional<Endpoint> endpoint(String host, long port, Endpoint asked) {
        if (host.equals("?") || port <= 0 || port > MAX_PORT) {
            return Optional.empty();
        }
        return Optional.of(new Endpoint(host.isEmpty() ? asked.host() : host, (int) port));
    }

    /** The node that serves a key, or any node if none is known to: it will say more. */
    Endpoint owner(byte[] key) {
        Endpoint owner = key.length == 0 ? null : owners[JedisClusterCRC16.getSlot(key)];
        return owner == null ? nodes.iterator().next() : owner;
    }

    /** Notes what a node has said later. */
    void move(int slot, Endpoint owner) {
        owners[slot] = owner;
        nodes.add(owner);
    }

    /** Every node that serves a slot. */
    Collection<Endpoint> nodes() {
        return nodes;
    }
}
