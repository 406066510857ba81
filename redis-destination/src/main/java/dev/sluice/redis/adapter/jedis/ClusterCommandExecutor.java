package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to the nodes of a cluster, each to the one that serves the slot of its key: one connection and one round trip per node,
 * all at once. Follows redirections, a few times, and without letting a later command of a key overtake an earlier one. What a node
 * refuses for now, or the loss of a node, is the caller's to try again; the slots are then asked for anew.
 */
final class ClusterCommandExecutor implements CommandExecutor {
    private static final int MOST_HOPS = 5;

    /** Redis says so itself of a slot on its way: the caller tries both again, in order. */
    private static final Reply.Refused LATER = new Reply.Refused("TRYAGAIN The slot is on its way");

    private final RedisSettings settings;
    private final Wires wires;
    private final LogIn logIn;
    private final Slots slots;
    private final Crew crew = new Crew();
    private final Map<Endpoint, ClusterNode> nodes = new HashMap<>();
    private @Nullable SlotMap served;
    private boolean wroteElsewhere;
    private boolean closed;

    ClusterCommandExecutor(RedisSettings settings, Topology.Cluster cluster, Optional<TlsLayer> tls) {
        this.settings = settings;
        this.wires = new Wires(settings, tls);
        this.logIn = LogIn.toServer(settings);
        this.slots = new Slots(cluster.nodes(), this::node);
    }

    private ClusterNode node(Endpoint endpoint) {
        return nodes.computeIfAbsent(endpoint, key -> new ClusterNode(key, new Line(wires, key, logIn)));
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (commands.isEmpty()) {
            return List.of();
        }
        long end = System.nanoTime() + settings.commandTimeout().toNanos();
        Reply.Lost unknown = slots.ensure(end);
        if (unknown != null) {
            forgetUse();
            return Collections.nCopies(commands.size(), unknown);
        }
        SlotMap map = slots.map();
        if (map != served) {
            served = map;
            giveUpOthers(map);
        }
        Wave wave = new Wave(commands, end);
        for (int i = 0; i < commands.size(); i++) {
            wave.add(i, map.owner(commands.get(i).key()), false);
        }
        List<Redirected> open = wave.send();
        for (int hop = 0; hop < MOST_HOPS && !open.isEmpty(); hop++) {
            open = wave.follow(open);
        }
        open.forEach(redirected -> wave.replies[redirected.position()] = LATER);
        List<Reply> replies = Arrays.asList(wave.replies);
        if (replies.stream().anyMatch(Reply.Lost.class::isInstance)) {
            forgetUse();
        }
        return replies;
    }

    private void forgetUse() {
        nodes.values().forEach(ClusterNode::forgetUse);
        wroteElsewhere = false;
    }

    /** Closes the connections to nodes that serve nothing, or only told the slots. */
    private void giveUpOthers(SlotMap map) {
        nodes.values().removeIf(node -> {
            boolean other = !map.nodes().contains(node.endpoint());
            if (other) {
                wroteElsewhere |= node.isUsed();
                node.close();
            }
            return other;
        });
    }

    /**
     * A command that is to be asked elsewhere.
     *
     * @param position its place in the batch
     * @param target where
     * @param asking whether the slot is still another node's
     */
    private record Redirected(int position, Endpoint target, boolean asking) {}

    /** One batch on its way: its replies, and who is asked next. */
    private final class Wave {
        private final List<Command> commands;
        private final long end;
        private final Reply[] replies;
        private final List<ClusterNode> busy = new ArrayList<>();
        private final SortedMap<Integer, Redirection> redirections = new TreeMap<>();

        Wave(List<Command> commands, long end) {
            this.commands = commands;
            this.end = end;
            this.replies = new Reply[commands.size()];
        }

        void add(int position, Endpoint endpoint, boolean asking) {
            ClusterNode node = node(endpoint);
            if (!busy.contains(node)) {
                node.begin(end);
                busy.add(node);
            }
            node.add(position, commands.get(position), asking);
        }

        /** Sends what was added; what is redirected is returned in order, everything else has its reply. */
        List<Redirected> send() {
            redirections.clear();
            crew.run(busy);
            busy.forEach(node -> node.settle(this::take));
            List<Redirected> open = redirections.isEmpty() ? List.of() : redirected();
            busy.forEach(ClusterNode::end);
            busy.clear();
            return open;
        }

        private void take(int position, Reply reply, Endpoint from) {
            replies[position] = reply;
            if (reply instanceof Reply.Refused refused) {
                Redirection redirection = Redirection.of(refused.text(), from);
                if (redirection == null) {
                    slots.doubt(refused);
                } else {
                    redirections.put(position, redirection);
                }
            } else if (reply instanceof Reply.Lost) {
                slots.doubt();
            }
        }

        private List<Redirected> redirected() {
            Map<ByteBuffer, Integer> answered = lastAnswered();
            learn();
            List<Redirected> open = new ArrayList<>(redirections.size());
            for (Map.Entry<Integer, Redirection> entry : redirections.entrySet()) {
                int position = entry.getKey();
                Redirection redirection = entry.getValue();
                byte[] key = commands.get(position).key();
                Endpoint owner = slots.map().owner(key);
                if (answered.getOrDefault(ByteBuffer.wrap(key), -1) > position) {
                    // The slot came while the commands went: sent on, this one would undo the later one.
                    replies[position] = LATER;
                } else if (redirection.moved()) {
                    open.add(new Redirected(position, owner, false));
                } else {
                    open.add(new Redirected(position, redirection.target().orElse(owner), true));
                }
            }
            return open;
        }

        /** Of each key, the last command of this wave that a node took. */
        private Map<ByteBuffer, Integer> lastAnswered() {
            Map<ByteBuffer, Integer> last = new HashMap<>();
            for (ClusterNode node : busy) {
                node.settle((position, reply, from) -> {
                    if (reply instanceof Reply.Value) {
                        last.put(ByteBuffer.wrap(commands.get(position).key()), position);
                    }
                });
            }
            return last;
        }

        /** Asks for the slots once, and believes what this wave was told where that is later. */
        private void learn() {
            List<Redirection> moves =
                    redirections.values().stream().filter(Redirection::moved).toList();
            if (!moves.isEmpty()) {
                slots.refresh(end);
                moves.forEach(move ->
                        move.target().ifPresent(target -> slots.map().move(move.slot(), target)));
            }
        }

        /** Sends what was redirected where it belongs; of a key whose commands part, the later ones wait for all earlier ones. */
        List<Redirected> follow(List<Redirected> open) {
            Map<ByteBuffer, Redirected> firsts = new HashMap<>();
            Set<ByteBuffer> parted = new HashSet<>(0);
            List<Redirected> waiting = new ArrayList<>(0);
            for (Redirected next : open) {
                ByteBuffer key = ByteBuffer.wrap(commands.get(next.position()).key());
                Redirected first = firsts.putIfAbsent(key, next);
                if (!parted.contains(key) && (first == null || first.target().equals(next.target()))) {
                    add(next.position(), next.target(), next.asking());
                } else {
                    parted.add(key);
                    waiting.add(next);
                }
            }
            List<Redirected> again = new ArrayList<>(send());
            Map<ByteBuffer, Reply.Lost> losses = new HashMap<>(0);
            for (Redirected sent : open) {
                if (replies[sent.position()] instanceof Reply.Lost lost) {
                    losses.putIfAbsent(
                            ByteBuffer.wrap(commands.get(sent.position()).key()), lost);
                }
            }
            for (Redirected later : waiting) {
                Reply.Lost lost = losses.get(
                        ByteBuffer.wrap(commands.get(later.position()).key()));
                if (lost != null) {
                    replies[later.position()] =
                            new Reply.Lost(lost.kind(), false, lost.interrupted(), lost.handshakeReply());
                } else {
                    again.add(later);
                }
            }
            again.sort(Comparator.comparingInt(Redirected::position));
            return again;
        }
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        List<ClusterNode> written =
                nodes.values().stream().filter(ClusterNode::isUsed).toList();
        Reply[] answers = new Reply[written.size()];
        List<Runnable> trips = new ArrayList<>(written.size());
        for (int i = 0; i < answers.length; i++) {
            int at = i;
            Line line = written.get(i).line();
            trips.add(() -> answers[at] = line.awaitReplicas(replicas, timeout, settings.commandTimeout()));
        }
        if (!trips.isEmpty()) {
            crew.run(trips);
        }
        Reply least = wroteElsewhere
                ? new Reply.Lost(
                        TransportFailure.LOST, false, Thread.currentThread().isInterrupted())
                : new Reply.Value((long) replicas);
        for (Reply answer : answers) {
            least = least(least, answer);
        }
        boolean askAgain = least instanceof Reply.Value value && value.value() instanceof Long n && n < replicas;
        if (!askAgain) {
            forgetUse();
        }
        return least;
    }

    private static Reply least(Reply a, Reply b) {
        if (a instanceof Reply.Value one
                && one.value() instanceof Long few
                && b instanceof Reply.Value other
                && other.value() instanceof Long many) {
            return few <= many ? a : b;
        }
        return a instanceof Reply.Value ? b : a;
    }

    @Override
    public Reply ping(byte[] key) {
        long end = System.nanoTime() + settings.commandTimeout().toNanos();
        Reply.Lost unknown = slots.ensure(end);
        if (unknown != null) {
            return unknown;
        }
        try (Line other = new Line(wires, slots.map().owner(key), logIn)) {
            return other.ask(settings.commandTimeout(), "PING");
        }
    }

    @Override
    public void reset() {
        nodes.values().forEach(ClusterNode::close);
        nodes.clear();
        slots.forget();
        wroteElsewhere = false;
    }

    @Override
    public void close() {
        closed = true;
        reset();
        crew.close();
        wires.close();
    }
}
