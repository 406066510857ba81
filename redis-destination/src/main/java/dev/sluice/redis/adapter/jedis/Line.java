package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The way to one server: over one wire at a time, opened when it is first needed and again after a loss. For one thread. */
final class Line implements AutoCloseable {
    private final Wires wires;
    private final Endpoint endpoint;
    private final LogIn logIn;
    private @Nullable Wire wire;

    Line(Wires wires, Endpoint endpoint, LogIn logIn) {
        this.wires = wires;
        this.endpoint = endpoint;
        this.logIn = logIn;
    }

    /** Whether there is a wire that nobody has closed yet. */
    boolean isOpen() {
        Wire open = wire;
        return open != null && !open.isClosed();
    }

    /**
     * Sends commands as one round trip, over a new wire if there is none.
     *
     * @param replies gets what is answered, in order
     * @return the loss, if one ends it
     */
    Reply.@Nullable Lost exchange(List<Command> commands, List<Reply> replies, Duration time) {
        if (Thread.currentThread().isInterrupted()) {
            return lost(TransportFailure.LOST, false);
        }
        Wire open = wire;
        if (open == null || open.isClosed()) {
            try {
                open = wires.open(endpoint, logIn);
            } catch (NotOpened e) {
                return e.lost();
            }
            wire = open;
        }
        return exchange(open, commands, replies, time);
    }

    private Reply.@Nullable Lost exchange(Wire open, List<Command> commands, List<Reply> replies, Duration time) {
        Watchdog.Deadline deadline = wires.deadline(open, time);
        boolean ended = false;
        try {
            open.send(commands);
            for (int i = 0; i < commands.size(); i++) {
                replies.add(open.read());
            }
            // A deadline that passes at the last moment takes the connection, not the replies.
            ended = deadline.end();
            return null;
        } catch (TransportException e) {
            return lost(deadline.end() ? e.kind() : TransportFailure.COMMAND_TIMEOUT, true);
        } finally {
            if (!ended) {
                // Whatever broke it off, perhaps want of memory: what is unread must not answer the commands of another
                // call.
                deadline.end();
                close();
            }
        }
    }

    private Reply.Lost lost(TransportFailure kind, boolean sent) {
        close();
        return new Reply.Lost(kind, sent, Thread.currentThread().isInterrupted());
    }

    /** Closes the wire; the next exchange opens another. Idempotent. */
    @Override
    public void close() {
        Wire open = wire;
        wire = null;
        if (open != null) {
            open.close();
        }
    }
}
