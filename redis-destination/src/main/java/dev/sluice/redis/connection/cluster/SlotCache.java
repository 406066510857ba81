package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The slot map of a cluster, loaded on demand with {@code CLUSTER SLOTS} (Redis 3.0 and later): from connected nodes first, then from other
 * known nodes, then from those of the settings. For one thread.
 */
final class SlotCache {
    private static final Set<RedisFailure> OF_THE_NODE = EnumSet.of(
            RedisFailure.CLUSTER_DOWN, RedisFailure.READ_ONLY_REPLICA, RedisFailure.MASTER_DOWN, RedisFailure.LOADING);

    private final List<Endpoint> seeds;
    private final Function<Endpoint, ClusterNode> nodes;
    private @Nullable SlotMap map;
    private boolean stale;
    private int rotation;

    SlotCache(List<Endpoint> seeds, Function<Endpoint, ClusterNode> nodes) {
        this.seeds = seeds;
        this.nodes = nodes;
    }

    /** The slot map. Call {@link #ensureLoaded} first. */
    SlotMap map() {
        SlotMap known = map;
        if (known == null) {
            throw new IllegalStateException("no slot map is loaded");
        }
        return known;
    }

    /** Marks the slot map as stale. */
    void markStale() {
        stale = true;
    }

    /** Marks the slot map as stale if a refusal is about the state of the node, not about the command. */
    void markStaleAfter(Reply.Refused refused) {
        stale |= OF_THE_NODE.contains(ErrorReply.of(refused).failure());
    }

    /** Forgets the slot map. */
    void clear() {
        map = null;
    }

    /**
     * Refreshes the slot map if it is missing or stale.
     *
     * @return the failure, if there is none to use
     */
    Reply.@Nullable Lost ensureLoaded(long deadline) {
        if (map != null && !stale) {
            return null;
        }
        Reply.Lost failure = refresh(deadline);
        return map == null ? failure : null;
    }

    /**
     * Loads a new slot map, or keeps the present one if no node answers.
     *
     * @return the failure, if none answers
     */
    Reply.@Nullable Lost refresh(long deadline) {
        Reply.Lost failure = null;
        for (Endpoint endpoint : candidates()) {
            Duration timeout = Duration.ofNanos(deadline - System.nanoTime());
            if (timeout.isNegative() || timeout.isZero()) {
                return failure == null ? new Reply.Lost(TransportFailure.COMMAND_TIMEOUT, false, false) : failure;
            }
            Reply reply = nodes.apply(endpoint).connection().query(timeout, "CLUSTER", "SLOTS");
            Reply.Lost refused = load(reply, endpoint);
            if (refused == null || refused.interrupted()) {
                return refused;
            }
            // A reply says more than an unreachable node.
            if (failure == null || (!answered(failure) && answered(refused))) {
                failure = refused;
            }
        }
        return failure;
    }

    private Reply.@Nullable Lost load(Reply reply, Endpoint from) {
        if (reply instanceof Reply.Lost lost) {
            return lost.unsent();
        }
        if (reply instanceof Reply.Refused refused) {
            return ErrorReply.of(refused).failure() == RedisFailure.NOT_A_CLUSTER
                    ? new Reply.Lost(TransportFailure.NOT_A_CLUSTER, false, false)
                    : refused(refused);
        }
        Optional<SlotMap> loaded = SlotMap.of((Reply.Value) reply, from);
        if (loaded.isEmpty()) {
            return refused(ErrorReply.SLOT_NOT_SERVED);
        }
        map = loaded.get();
        stale = false;
        return null;
    }

    private static Reply.Lost refused(Reply.Refused reply) {
        return Reply.Lost.handshake(reply);
    }

    private static boolean answered(Reply.Lost lost) {
        return lost.kind() == TransportFailure.HANDSHAKE || lost.kind() == TransportFailure.NOT_A_CLUSTER;
    }

    /** The nodes to ask, another one first each time: an isolated node keeps an old slot map. */
    private List<Endpoint> candidates() {
        Set<Endpoint> all = new LinkedHashSet<>();
        SlotMap known = map;
        if (known != null) {
            List<Endpoint> served = new ArrayList<>(known.nodes());
            Collections.rotate(served, rotation++);
            served.stream()
                    .filter(endpoint -> nodes.apply(endpoint).connection().isOpen())
                    .forEach(all::add);
            all.addAll(served);
        }
        all.addAll(seeds);
        return List.copyOf(all);
    }
}
