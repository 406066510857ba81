package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the slots of a cluster: asked for when there is a need ({@code CLUSTER SLOTS}, which every version from 3.0 on answers),
 * first of nodes that are connected, at last of those that the settings name. For one thread.
 */
final class Slots {
    private static final String NO_CLUSTER = "ERR This instance has cluster support disabled";

    private final List<Endpoint> seeds;
    private final Function<Endpoint, ClusterNode> nodes;
    private @Nullable SlotMap map;
    private boolean doubtful;
    private int turn;

    Slots(List<Endpoint> seeds, Function<Endpoint, ClusterNode> nodes) {
        this.seeds = seeds;
        this.nodes = nodes;
    }

    /** The slots as they are known, after {@link #ensure} has found them. */
    SlotMap map() {
        SlotMap known = map;
        if (known == null) {
            throw new IllegalStateException("the slots are not known");
        }
        return known;
    }

    /** Something has happened after which the slots may be served by others. */
    void doubt() {
        doubtful = true;
    }

    /** The same, if it is a refusal for the node's sake and not for the command's. */
    void doubt(Reply.Refused refused) {
        String text = refused.text();
        doubtful |= text.startsWith("CLUSTERDOWN")
                || text.startsWith("TRYAGAIN")
                || text.startsWith("READONLY")
                || text.startsWith("MASTERDOWN")
                || text.startsWith("LOADING");
    }

    /** Forgets everything but the nodes of the settings. */
    void forget() {
        map = null;
    }

    /** Sees that the slots are known, and asks anew after doubts; the failure if they are not known at all. */
    Reply.@Nullable Lost ensure(long end) {
        if (map != null && !doubtful) {
            return null;
        }
        Reply.Lost failure = refresh(end);
        return map == null ? failure : null;
    }

    /** Asks for the slots; what is known stays if nobody tells. The failure if that is so. */
    Reply.@Nullable Lost refresh(long end) {
        Reply.Lost failure = null;
        for (Endpoint endpoint : whomToAsk()) {
            Duration time = Duration.ofNanos(end - System.nanoTime());
            if (time.isNegative() || time.isZero()) {
                return failure == null ? new Reply.Lost(TransportFailure.COMMAND_TIMEOUT, false, false) : failure;
            }
            ClusterNode node = nodes.apply(endpoint);
            Reply answer = node.line().ask(time, "CLUSTER", "SLOTS");
            Reply.Lost refused = take(answer, endpoint);
            if (refused == null || refused.interrupted()) {
                return refused;
            }
            // Whoever answers at all says more than whoever cannot be reached.
            if (failure == null || (!answered(failure) && answered(refused))) {
                failure = refused;
            }
        }
        return failure;
    }

    private Reply.@Nullable Lost take(Reply answer, Endpoint asked) {
        if (answer instanceof Reply.Lost lost) {
            return new Reply.Lost(lost.kind(), false, lost.interrupted(), lost.handshakeReply());
        }
        if (answer instanceof Reply.Refused refused) {
            return refused.text().startsWith(NO_CLUSTER)
                    ? new Reply.Lost(TransportFailure.NOT_A_CLUSTER, false, false)
                    : refused(refused);
        }
        Optional<SlotMap> told = SlotMap.of((Reply.Value) answer, asked);
        if (told.isEmpty()) {
            return refused(new Reply.Refused("CLUSTERDOWN Hash slot not served"));
        }
        map = told.get();
        doubtful = false;
        return null;
    }

    private static Reply.Lost refused(Reply.Refused answer) {
        return new Reply.Lost(TransportFailure.HANDSHAKE, false, false, Optional.of(answer));
    }

    private static boolean answered(Reply.Lost lost) {
        return lost.kind() == TransportFailure.HANDSHAKE || lost.kind() == TransportFailure.NOT_A_CLUSTER;
    }

    /** Another one first each time: one that is cut off from the others has an old answer. */
    private List<Endpoint> whomToAsk() {
        Set<Endpoint> all = new LinkedHashSet<>();
        SlotMap known = map;
        if (known != null) {
            List<Endpoint> served = new ArrayList<>(known.nodes());
            java.util.Collections.rotate(served, turn++);
            served.stream()
                    .filter(endpoint -> nodes.apply(endpoint).line().isOpen())
                    .forEach(all::add);
            all.addAll(served);
        }
        all.addAll(seeds);
        return List.copyOf(all);
    }
}
