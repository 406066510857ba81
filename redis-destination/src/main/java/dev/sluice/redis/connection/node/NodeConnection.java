package dev.sluice.redis.connection.node;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to one node, opened on first use and reopened after a loss. An idle connection is pinged before use, because a firewall may
 * have dropped it silently. An old connection is replaced, so that a change in DNS takes effect. For one thread.
 */
public final class NodeConnection implements AutoCloseable {
    /** Idle time after which a connection is pinged. Firewalls and load balancers drop connections that are idle for some minutes. */
    static final Duration MAX_IDLE = Duration.ofSeconds(30);

    /** Age at which a connection is replaced: the longest time until a change in DNS takes effect. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final Set<RedisFailure> NOT_READY =
            EnumSet.of(RedisFailure.LOADING, RedisFailure.BUSY, RedisFailure.MASTER_DOWN);

    private final ConnectionFactory connections;
    private final Endpoint endpoint;
    private final Supplier<Handshake> handshake;
    private @Nullable Connection connection;

    /** The connection that the watch was told of last. */
    private @Nullable Connection announced;

    private long expires;
    private long lastUsed;

    /** Whether this connection sent commands that no {@code WAIT} has followed. */
    private boolean unawaitedWrites;

    /** Whether a connection with unawaited writes was closed, which no reply has reported yet. */
    private boolean unreportedLoss;

    NodeConnection(ConnectionFactory connections, Endpoint endpoint, Supplier<Handshake> handshake) {
        this.connections = connections;
        this.endpoint = endpoint;
        this.handshake = handshake;
    }

    /** Whether there is an open connection. */
    public boolean isOpen() {
        Connection open = connection;
        return open != null && !open.isClosed();
    }

    /** As {@link dev.sluice.redis.port.CommandExecutor#execute}, for this node alone. */
    public List<Reply> execute(List<Command> commands, Duration timeout) {
        List<Reply> replies = new ArrayList<>(commands.size());
        return complete(replies, exchange(commands, replies, timeout), commands.size());
    }

    /** As {@link #execute} on the existing connection; empty, with nothing sent, if there is no usable one. */
    public Optional<List<Reply>> executeIfReady(List<Command> commands, Duration timeout) {
        Connection open = usable();
        if (open == null) {
            return Optional.empty();
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        return Optional.of(complete(replies, exchangeOver(open, commands, replies, timeout), commands.size()));
    }

    private static List<Reply> complete(List<Reply> replies, Reply.@Nullable Lost lost, int size) {
        while (lost != null && replies.size() < size) {
            replies.add(lost);
        }
        return replies;
    }

    /**
     * Sends one command that writes nothing.
     *
     * @return its reply
     */
    public Reply query(Duration timeout, String... words) {
        List<Reply> replies = new ArrayList<>(1);
        Reply.Lost lost;
        try {
            lost = Thread.currentThread().isInterrupted()
                    ? lost(TransportFailure.LOST, false)
                    : exchange(ready(), List.of(command(words)), replies, timeout);
        } catch (ConnectFailure e) {
            lost = e.lost().at(endpoint);
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

    /**
     * Waits until replicas have the writes of this connection.
     *
     * @param timeout the timeout of {@code WAIT} itself
     * @param replyTimeout how long the reply may take beyond it
     * @return the number of replicas; or a loss, if the connection that wrote is gone
     */
    public Reply awaitReplicas(int replicas, Duration timeout, Duration replyTimeout) {
        Command wait = command("WAIT", Integer.toString(replicas), Long.toString(timeout.toMillis()));
        return followUp(wait, replyTimeout.plus(timeout));
    }

    /**
     * Sends commands in one round trip, over a new connection if there is no usable one.
     *
     * @param replies receives the replies, in order
     * @return the loss, if one ended the exchange; it also reports the loss of earlier unawaited writes
     */
    public Reply.@Nullable Lost exchange(List<Command> commands, List<Reply> replies, Duration timeout) {
        if (Thread.currentThread().isInterrupted()) {
            forgetWrites();
            return lost(TransportFailure.LOST, false);
        }
        try {
            return exchangeOver(ready(), commands, replies, timeout);
        } catch (ConnectFailure e) {
            forgetWrites();
            return e.lost().at(endpoint);
        }
    }

    private Reply.@Nullable Lost exchangeOver(
            Connection open, List<Command> commands, List<Reply> replies, Duration timeout) {
        if (!open.equals(announced)) {
            Reply answer = connections.watch().asksRunId() ? askRunId(open) : Reply.NIL;
            if (answer instanceof Reply.Lost lost) {
                forgetWrites();
                return lost;
            }
            if (answer instanceof Reply.Refused refused && isNotReady(refused)) {
                // It would refuse the commands as well, and must not take them before it has told which process it is.
                replies.addAll(Collections.nCopies(commands.size(), refused));
                return null;
            }
            connections.watch().opened(endpoint, ServerInfo.of(answer).runId());
            announced = open;
        }
        unawaitedWrites = connections.waitsForReplicas();
        Reply.Lost lost = exchange(open, commands, replies, timeout);
        if (lost != null) {
            forgetWrites();
        }
        return lost;
    }

    /** Asks a new connection which process it leads to; no command of the caller was sent if it is lost. */
    private Reply askRunId(Connection open) {
        List<Reply> replies = new ArrayList<>(1);
        Reply.Lost lost = exchange(open, List.of(command("INFO", "server")), replies, connections.questionTimeout());
        return lost == null ? replies.get(0) : lost.unsent();
    }

    /**
     * Whether a refusal of INFO says that the server takes no commands now. Any other refusal only withholds the answer: the user may not
     * ask, or the server or a proxy in front of it does not know INFO and says so in words of its own.
     */
    private static boolean isNotReady(Reply.Refused refused) {
        return NOT_READY.contains(ErrorReply.of(refused).failure());
    }

    /** Whether there are writes that were not awaited and whose loss was not reported. */
    public boolean hasUnawaitedWrites() {
        return unawaitedWrites || unreportedLoss;
    }

    /** Forgets the writes so far: no {@code WAIT} will follow them. */
    public void forgetWrites() {
        unawaitedWrites = false;
        unreportedLoss = false;
    }

    /** Sends a command on the connection that sent the writes so far; a loss if any of them went over a connection that is gone. */
    Reply followUp(Command command, Duration timeout) {
        Connection open = connection;
        boolean incomplete = unreportedLoss;
        forgetWrites();
        if (incomplete
                || open == null
                || open.isClosed()
                || Thread.currentThread().isInterrupted()) {
            return lost(TransportFailure.LOST, false);
        }
        List<Reply> replies = new ArrayList<>(1);
        Reply.Lost lost = exchange(open, List.of(command), replies, timeout);
        return lost == null ? replies.get(0) : lost;
    }

    private Connection ready() throws ConnectFailure {
        Connection usable = usable();
        if (usable != null) {
            return usable;
        }
        Connection opened = connections.open(endpoint, handshake.get());
        connection = opened;
        // Random, so that connections that were opened together are not all replaced together.
        expires = connections.now()
                + MAX_AGE.toNanos()
                - ThreadLocalRandom.current().nextLong(MAX_AGE.toNanos() / 5);
        lastUsed = connections.now();
        return opened;
    }

    /** The open connection; null if there is none, or if it was old or dead and is now closed. */
    private @Nullable Connection usable() {
        Connection open = connection;
        if (open == null || open.isClosed()) {
            return null;
        }
        long now = connections.now();
        // WAIT must follow on the same connection, so one with unawaited writes is kept at any age.
        boolean old =
                now - expires >= 0 && !unawaitedWrites && connections.watch().mayReplace();
        boolean idle = now - lastUsed >= MAX_IDLE.toNanos();
        if (old || (idle && !connections.isAlive(open))) {
            close();
            return null;
        }
        lastUsed = now;
        return open;
    }

    private Reply.@Nullable Lost exchange(
            Connection open, List<Command> commands, List<Reply> replies, Duration timeout) {
        Watchdog.Deadline deadline = connections.deadline(open, timeout);
        boolean ended = false;
        try {
            open.exchange(commands, replies);
            // If the deadline passed at the last moment, the connection is closed but the replies count.
            ended = deadline.end();
            lastUsed = connections.now();
            return null;
        } catch (TransportException e) {
            return lost(deadline.end() ? e.kind() : TransportFailure.COMMAND_TIMEOUT, true);
        } finally {
            if (!ended) {
                // Also after an Error: unread replies must not answer the commands of a later call.
                deadline.end();
                close();
            }
        }
    }

    private Reply.Lost lost(TransportFailure kind, boolean sent) {
        close();
        return new Reply.Lost(kind, sent, Thread.currentThread().isInterrupted()).at(endpoint);
    }

    /** Closes the connection; the next exchange opens another. Idempotent. */
    @Override
    public void close() {
        unreportedLoss |= unawaitedWrites;
        unawaitedWrites = false;
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }
}
