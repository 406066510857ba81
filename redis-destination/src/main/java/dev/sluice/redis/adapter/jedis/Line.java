package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The way to one server: over one wire at a time, opened when it is first needed and again after a loss. A wire that has rested is asked for
 * a sign of life before anything is sent over it, as whatever stands in between may have dropped it without a word; one that is old is
 * replaced, so that a name that leads to another server now is followed. For one thread.
 */
final class Line implements AutoCloseable {
    /** Firewalls and load balancers forget connections that are idle for some minutes. */
    static final Duration REST = Duration.ofSeconds(30);

    /** A name's new address is found after so long at the latest. */
    static final Duration OLDEST = Duration.ofMinutes(10);

    private final Wires wires;
    private final Endpoint endpoint;
    private final LogIn logIn;
    private @Nullable Wire wire;
    private long expires;
    private long used;

    /** Whether commands were sent over the wire that nobody has asked after. */
    private boolean unawaited;

    /** The same of a wire that is gone, and nobody was told. */
    private boolean gone;

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

    /** As {@link dev.sluice.redis.port.CommandExecutor#execute} on this line alone. */
    List<Reply> execute(List<Command> commands, Duration time) {
        List<Reply> replies = new ArrayList<>(commands.size());
        return complete(replies, exchange(commands, replies, time), commands.size());
    }

    /** The same over the wire that there is; empty, and nothing is sent, if there is none that is good. */
    Optional<List<Reply>> executeIfReady(List<Command> commands, Duration time) {
        Wire open = good();
        if (open == null) {
            return Optional.empty();
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        return Optional.of(complete(replies, exchangeOver(open, commands, replies, time), commands.size()));
    }

    private static List<Reply> complete(List<Reply> replies, Reply.@Nullable Lost lost, int size) {
        while (lost != null && replies.size() < size) {
            replies.add(lost);
        }
        return replies;
    }

    /** The reply to one command that writes nothing. */
    Reply ask(Duration time, String... words) {
        List<Reply> replies = new ArrayList<>(1);
        Reply.Lost lost;
        try {
            lost = Thread.currentThread().isInterrupted()
                    ? lost(TransportFailure.LOST, false)
                    : exchange(ready(), List.of(command(words)), replies, time);
        } catch (NotOpened e) {
            lost = e.lost();
        }
        return lost == null ? replies.get(0) : lost;
    }

    private static Command command(String... words) {
        List<byte[]> arguments = new ArrayList<>(words.length);
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return Command.withoutKey(arguments);
    }

    /** Asks how many replicas have what was written over the wire; the loss if that wire is gone. */
    Reply awaitReplicas(int replicas, Duration timeout, Duration beyond) {
        Command wait = command("WAIT", Integer.toString(replicas), Long.toString(timeout.toMillis()));
        return askAfter(wait, beyond.plus(timeout));
    }

    /**
     * Sends commands as one round trip, over a new wire if there is none that is good.
     *
     * @param replies gets what is answered, in order
     * @return the loss, if one ends it; it stands for all that was sent before and not asked after
     */
    Reply.@Nullable Lost exchange(List<Command> commands, List<Reply> replies, Duration time) {
        if (Thread.currentThread().isInterrupted()) {
            forget();
            return lost(TransportFailure.LOST, false);
        }
        try {
            return exchangeOver(ready(), commands, replies, time);
        } catch (NotOpened e) {
            forget();
            return e.lost();
        }
    }

    private Reply.@Nullable Lost exchangeOver(Wire open, List<Command> commands, List<Reply> replies, Duration time) {
        unawaited = wires.waitsForReplicas();
        Reply.Lost lost = exchange(open, commands, replies, time);
        if (lost != null) {
            forget();
        }
        return lost;
    }

    /** Whether something was sent that nobody has asked after, and of which no loss was told. */
    boolean owesAnswer() {
        return unawaited || gone;
    }

    /** Nobody will ask after what was sent so far. */
    void forget() {
        unawaited = false;
        gone = false;
    }

    /** Asks after what was sent before, over the same wire: where it is gone, or another was before it, nothing can be told. */
    Reply askAfter(Command command, Duration time) {
        Wire open = wire;
        boolean incomplete = gone;
        forget();
        if (incomplete
                || open == null
                || open.isClosed()
                || Thread.currentThread().isInterrupted()) {
            return lost(TransportFailure.LOST, false);
        }
        List<Reply> replies = new ArrayList<>(1);
        Reply.Lost lost = exchange(open, List.of(command), replies, time);
        return lost == null ? replies.get(0) : lost;
    }

    private Wire ready() throws NotOpened {
        Wire good = good();
        if (good != null) {
            return good;
        }
        Wire opened = wires.open(endpoint, logIn);
        wire = opened;
        // Not all at the same moment: many wires may have been opened together.
        expires = wires.now() + OLDEST.toNanos() - ThreadLocalRandom.current().nextLong(OLDEST.toNanos() / 5);
        used = wires.now();
        return opened;
    }

    /** The wire, if it is good to send on; another is closed. */
    private @Nullable Wire good() {
        Wire open = wire;
        if (open == null || open.isClosed()) {
            return null;
        }
        long now = wires.now();
        // One that is to be asked after what it has sent stays as long as it lives.
        boolean old = now - expires >= 0 && !unawaited;
        boolean rested = now - used >= REST.toNanos();
        if (old || (rested && !wires.isAlive(open))) {
            close();
            return null;
        }
        used = now;
        return open;
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
            used = wires.now();
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
        gone |= unawaited;
        unawaited = false;
        Wire open = wire;
        wire = null;
        if (open != null) {
            open.close();
        }
    }
}
