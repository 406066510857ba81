package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a cluster, the line to it, and what is to be sent there in the present wave. For one thread at a time. */
final class ClusterNode implements Runnable, AutoCloseable {
    private static final Command ASKING = Command.withoutKey(List.of("ASKING".getBytes(StandardCharsets.US_ASCII)));
    private static final int NO_POSITION = -1;

    private final Endpoint endpoint;
    private final Line line;
    private final List<Command> commands = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private int[] positions = new int[16];
    private Reply.@Nullable Lost lost;
    private boolean used;
    private long end;

    ClusterNode(Endpoint endpoint, Line line) {
        this.endpoint = endpoint;
        this.line = line;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Line line() {
        return line;
    }

    /** Empties the wave, and gives it until then, in nanoseconds of {@link System#nanoTime}. */
    void begin(long deadline) {
        commands.clear();
        replies.clear();
        lost = null;
        end = deadline;
    }

    /**
     * Adds a command to the wave.
     *
     * @param position where its reply goes
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

    /** Sends the wave and reads what is answered. */
    @Override
    public void run() {
        Duration time = Duration.ofNanos(end - System.nanoTime());
        if (time.isNegative() || time.isZero()) {
            lost = new Reply.Lost(
                    TransportFailure.COMMAND_TIMEOUT,
                    false,
                    Thread.currentThread().isInterrupted());
            return;
        }
        used = true;
        lost = line.exchange(commands, replies, time);
    }

    /** What became of the wave. */
    interface Settled {
        /** The reply to one command. */
        void reply(int position, Reply reply, Endpoint from);
    }

    /** Passes on what became of every command of the wave, in order. */
    void settle(Settled settled) {
        Reply asked = Reply.OK;
        for (int i = 0; i < commands.size(); i++) {
            Reply reply = i < replies.size() ? replies.get(i) : lost();
            if (positions[i] == NO_POSITION) {
                asked = reply;
            } else {
                // Whoever may not ask is only sent away; why, the answer to the question says.
                settled.reply(positions[i], asked instanceof Reply.Refused ? asked : reply, endpoint);
                asked = Reply.OK;
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

    /** Forgets the commands, which may be large. */
    void end() {
        commands.clear();
        replies.clear();
    }

    /** Whether commands were sent whose replicas nobody has asked for. */
    boolean isUsed() {
        return used;
    }

    void forgetUse() {
        used = false;
        line.forget();
    }

    @Override
    public void close() {
        line.close();
    }
}
