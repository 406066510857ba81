package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The routing of one batch: sends its commands to their nodes and follows redirections, round by round. Keeps the order of the commands of a
 * key: a command is not sent, or sent again, after a later one of its key. Used once, by one thread.
 */
final class RoutedBatch {
    private static final int MAX_REDIRECTIONS = 5;

    /** A server sends this for a migrating slot. The caller then retries the whole key in order. */
    private final List<Command> commands;

    private final long deadline;
    private final SlotCache slots;
    private final Function<Endpoint, ClusterNode> nodes;
    private final ParallelCalls calls;
    private final Reply[] replies;

    /** The nodes of the present round. */
    private final List<ClusterNode> targets = new ArrayList<>();

    /** The redirections of the present round, by position. */
    private final SortedMap<Integer, Redirection> redirections = new TreeMap<>();

    /**
     * A batch to send.
     *
     * @param deadline in nanoseconds of {@link System#nanoTime}
     * @param slots loaded
     */
    RoutedBatch(
            List<Command> commands,
            long deadline,
            SlotCache slots,
            Function<Endpoint, ClusterNode> nodes,
            ParallelCalls calls) {
        this.commands = commands;
        this.deadline = deadline;
        this.slots = slots;
        this.nodes = nodes;
        this.calls = calls;
        this.replies = new Reply[commands.size()];
    }

    /**
     * A command to send to another node.
     *
     * @param position its position in the batch
     * @param target the node
     * @param asking whether the node is still importing the slot, and serves it only after {@code ASKING}
     */
    private record Redirected(int position, Endpoint target, boolean asking) {}

    /**
     * Sends the batch.
     *
     * @return one reply per command, in order
     */
    List<Reply> execute() {
        SlotMap map = slots.map();
        for (int i = 0; i < commands.size(); i++) {
            add(i, map.owner(commands.get(i).key()), false);
        }
        List<Redirected> open = send();
        for (int i = 0; i < MAX_REDIRECTIONS && !open.isEmpty(); i++) {
            open = follow(open);
        }
        open.forEach(redirected -> replies[redirected.position()] = ErrorReply.SLOT_MIGRATING);
        return Arrays.asList(replies);
    }

    private void add(int position, Endpoint endpoint, boolean asking) {
        ClusterNode node = nodes.apply(endpoint);
        if (!targets.contains(node)) {
            node.start(deadline);
            targets.add(node);
        }
        node.add(position, commands.get(position), asking);
    }

    /**
     * Sends what was added.
     *
     * @return the redirected commands, in order; every other one has its reply
     */
    private List<Redirected> send() {
        redirections.clear();
        calls.run(targets);
        targets.forEach(node -> node.forEachReply(this::receive));
        List<Redirected> open = redirections.isEmpty() ? List.of() : redirected();
        targets.forEach(ClusterNode::clear);
        targets.clear();
        return open;
    }

    private void receive(int position, Reply reply, Endpoint from) {
        replies[position] = reply;
        if (reply instanceof Reply.Refused refused) {
            Redirection redirection = Redirection.of(refused, from);
            if (redirection == null) {
                slots.markStaleAfter(refused);
            } else {
                redirections.put(position, redirection);
            }
        } else if (reply instanceof Reply.Lost) {
            slots.markStale();
        }
    }

    private List<Redirected> redirected() {
        Map<ByteBuffer, Integer> lastExecuted = lastExecuted();
        updateSlots();
        List<Redirected> open = new ArrayList<>(redirections.size());
        for (Map.Entry<Integer, Redirection> entry : redirections.entrySet()) {
            int position = entry.getKey();
            Redirection redirection = entry.getValue();
            byte[] key = commands.get(position).key();
            Endpoint owner = slots.map().owner(key);
            if (lastExecuted.getOrDefault(ByteBuffer.wrap(key), -1) > position) {
                // The slot arrived between the two commands. Sending this one now would undo the later one.
                replies[position] = ErrorReply.SLOT_MIGRATING;
            } else if (redirection.moved()) {
                open.add(new Redirected(position, owner, false));
            } else {
                open.add(new Redirected(position, redirection.target().orElse(owner), true));
            }
        }
        return open;
    }

    /** For each key, the position of the last command that was executed in this round. */
    private Map<ByteBuffer, Integer> lastExecuted() {
        Map<ByteBuffer, Integer> last = new HashMap<>();
        for (ClusterNode node : targets) {
            node.forEachReply((position, reply, from) -> {
                if (reply instanceof Reply.Value) {
                    last.put(key(position), position);
                }
            });
        }
        return last;
    }

    /** Refreshes the slot map after a MOVED, and then applies the MOVED replies: the node that was asked may be behind. */
    private void updateSlots() {
        List<Redirection> moves =
                redirections.values().stream().filter(Redirection::moved).toList();
        if (!moves.isEmpty()) {
            slots.refresh(deadline);
            moves.forEach(move -> move.target().ifPresent(target -> slots.map().move(move.slot(), target)));
        }
    }

    /** Sends redirected commands. If those of one key go to different nodes, the later ones wait for the earlier ones. */
    private List<Redirected> follow(List<Redirected> open) {
        Map<ByteBuffer, Redirected> firsts = new HashMap<>();
        Set<ByteBuffer> split = new HashSet<>(0);
        List<Redirected> waiting = new ArrayList<>(0);
        for (Redirected next : open) {
            ByteBuffer key = key(next.position());
            Redirected first = firsts.putIfAbsent(key, next);
            if (!split.contains(key) && (first == null || first.target().equals(next.target()))) {
                add(next.position(), next.target(), next.asking());
            } else {
                split.add(key);
                waiting.add(next);
            }
        }
        List<Redirected> again = new ArrayList<>(send());
        Map<ByteBuffer, Reply.Lost> losses = new HashMap<>(0);
        for (Redirected sent : open) {
            if (replies[sent.position()] instanceof Reply.Lost lost) {
                losses.putIfAbsent(key(sent.position()), lost);
            }
        }
        for (Redirected later : waiting) {
            Reply.Lost lost = losses.get(key(later.position()));
            if (lost != null) {
                replies[later.position()] = lost.unsent();
            } else {
                again.add(later);
            }
        }
        again.sort(Comparator.comparingInt(Redirected::position));
        return again;
    }

    private ByteBuffer key(int position) {
        return ByteBuffer.wrap(commands.get(position).key());
    }
}
