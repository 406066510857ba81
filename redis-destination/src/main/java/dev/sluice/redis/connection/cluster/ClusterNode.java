package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.connection.node.NodeConnection;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a cluster: its connection, and the commands that are sent to it in the present round of a batch. For one thread at a time. */
final class ClusterNode implements Runnable, AutoCloseable {
    private static final Command ASKING = Command.withoutKey(List.of("ASKING".getBytes(StandardCharsets.US_ASCII)));
    private static final int NO_POSITION = -1;

    private final Endpoint endpoint;
    private final NodeConnection connection;
    private final List<Command> commands = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private int[] positions = new int[16];
    private Reply.@Nullable Lost lost;
    private boolean unawaitedWrites;
    private long deadline;

    ClusterNode(Endpoint endpoint, NodeConnection connection) {
        this.endpoint = endpoint;
        this.connection = connection;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    NodeConnection connection() {
        return connection;
    }

    /** Starts a round without commands. The deadline is in nanoseconds of {@link System#nanoTime}. */
    void start(long deadline) {
        commands.clear();
        replies.clear();
        lost = null;
        this.deadline = deadline;
    }

    /**
     * Adds a command to the round.
     *
     * @param position its position in the batch
     * @param asking whether to send {@code ASKING} before it
     */
    void add(int position, Command command, boolean asking) {
        if (asking) {
            put(NO_POSITION, ASKING);
        }
        put(position, command);
    }

    private void put(int position, Command command) {
        int at = commands.size();
        if (at == positions.length) {
            positions = Arrays.copyOf(positions, 2 * at);
        }
        positions[at] = position;
        commands.add(command);
    }

    /** Sends the commands of the round and reads the replies. */
    @Override
    public void run() {
        Duration timeout = Duration.ofNanos(deadline - System.nanoTime());
        if (timeout.isNegative() || timeout.isZero()) {
            lost = new Reply.Lost(
                            TransportFailure.COMMAND_TIMEOUT,
                            false,
                            Thread.currentThread().isInterrupted())
                    .at(endpoint);
            return;
        }
        unawaitedWrites = true;
        lost = connection.exchange(commands, replies, timeout);
    }

    /** Receives replies. */
    interface ReplyReceiver {
        /** Receives the reply to the command at a position of the batch. */
        void receive(int position, Reply reply, Endpoint from);
    }

    /** Passes on the reply to every command of the round, in order. */
    void forEachReply(ReplyReceiver receiver) {
        Reply askingReply = Reply.OK;
        for (int i = 0; i < commands.size(); i++) {
            Reply reply = i < replies.size() ? replies.get(i) : lost();
            if (positions[i] == NO_POSITION) {
                askingReply = reply;
            } else {
                // If ASKING was refused, its refusal explains why the command was redirected again.
                receiver.receive(positions[i], askingReply instanceof Reply.Refused ? askingReply : reply, endpoint);
                askingReply = Reply.OK;
            }
        }
    }

    private Reply.Lost lost() {
        Reply.Lost reason = lost;
        if (reason == null) {
            throw new IllegalStateException("a reply is missing and nothing was lost");
        }
        return reason;
    }

    /** Releases the commands, which may be large. */
    void clear() {
        commands.clear();
        replies.clear();
    }

    /** Whether commands were sent that no {@code WAIT} has followed. */
    boolean hasUnawaitedWrites() {
        return unawaitedWrites;
    }

    /** Forgets the writes so far: no {@code WAIT} will follow them. */
    void forgetWrites() {
        unawaitedWrites = false;
        connection.forgetWrites();
    }

    @Override
    public void close() {
        connection.close();
    }
}
