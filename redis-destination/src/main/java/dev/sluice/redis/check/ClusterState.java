package dev.sluice.redis.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node replies to {@code CLUSTER SLOTS}.
 *
 * @param covered how many slots have a node
 * @param primaries the addresses of the nodes that serve slots, as they are announced
 * @param replicas those of their replicas
 */
record ClusterState(long covered, Set<Endpoint> primaries, Set<Endpoint> replicas) {
    private static final long SLOTS = 16_384;
    private static final int FIRST_NODE = 2;
    private static final int MAX_PORT = 65_535;

    /** @param from the node that replied: an empty host in the reply means its host */
    static ClusterState of(Reply.Value answer, Endpoint from) {
        long covered = 0;
        Set<Endpoint> primaries = new LinkedHashSet<>();
        Set<Endpoint> replicas = new LinkedHashSet<>();
        if (answer.value() instanceof List<?> ranges) {
            for (Object range : ranges) {
                if (range instanceof List<?> parts
                        && parts.size() > FIRST_NODE
                        && parts.get(0) instanceof Long first
                        && parts.get(1) instanceof Long last) {
                    covered += last - first + 1;
                    node(parts.get(FIRST_NODE), from).ifPresent(primaries::add);
                    for (Object replica : parts.subList(FIRST_NODE + 1, parts.size())) {
                        node(replica, from).ifPresent(replicas::add);
                    }
                }
            }
        }
        return new ClusterState(covered, primaries, replicas);
    }

    private static Optional<Endpoint> node(Object node, Endpoint from) {
        if (node instanceof List<?> parts
                && parts.size() >= 2
                && parts.get(1) instanceof Long port
                && port > 0
                && port <= MAX_PORT) {
            String host = parts.get(0) instanceof byte[] name ? new String(name, UTF_8) : "";
            return Optional.of(new Endpoint(host.isEmpty() ? from.host() : host, (int) (long) port));
        }
        return Optional.empty();
    }

    /** Whether every slot has a node. */
    boolean isWhole() {
        return covered == SLOTS;
    }

    String summary() {
        return covered + " of " + SLOTS + " slots on " + primaries.size() + " primaries";
    }

    /** The failure of a cluster that is not whole. */
    Result uncovered() {
        return Result.fail(RedisFailure.SLOTS_UNCOVERED
                .detail(summary() + "; keys of the other slots cannot be written.")
                .at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath()));
    }
}
