package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends commands over one connection at a time, opened when it is first needed and again after a loss. */
final class JedisCommandExecutor implements CommandExecutor {
    private final RedisSettings settings;
    private final LogIn logIn;
    private final Watchdog watchdog = new Watchdog();
    private @Nullable Wire wire;
    private boolean closed;

    JedisCommandExecutor(RedisSettings settings) {
        this.settings = settings;
        this.logIn = LogIn.toServer(settings);
    }

    @Override
    public List<Reply> execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        List<Reply> replies = new ArrayList<>(commands.size());
        Reply.Lost lost = exchange(commands, replies);
        while (lost != null && replies.size() < commands.size()) {
            replies.add(lost);
        }
        return replies;
    }

    @Override
    public Reply awaitReplicas(int replicas, Duration timeout) {
        Wire open = wire;
        if (open == null || open.isClosed()) {
            return lost(TransportFailure.LOST, false);
        }
        List<Reply> replies = new ArrayList<>(1);
        Command wait = command("WAIT", Integer.toString(replicas), Long.toString(timeout.toMillis()));
        Reply.Lost lost =
                exchange(open, List.of(wait), replies, settings.commandTimeout().plus(timeout));
        return lost == null ? replies.get(0) : lost;
    }

    @Override
    public Reply ping(byte[] key) {
        try (JedisCommandExecutor other = new JedisCommandExecutor(settings)) {
            return other.execute(List.of(command("PING"))).get(0);
        }
    }

    @Override
    public void reset() {
        disconnect();
    }

    /** Adds what is answered; the loss, if one ends it. */
    private Reply.@Nullable Lost exchange(List<Command> commands, List<Reply> replies) {
        if (Thread.currentThread().isInterrupted()) {
            return lost(TransportFailure.LOST, false);
        }
        Wire open = wire;
        if (open == null || open.isClosed()) {
            open = new Wire(settings, settings.url().endpoint());
            wire = open;
            Reply.Lost failed = logIn(open);
            if (failed != null) {
                return failed;
            }
        }
        return exchange(open, commands, replies, settings.commandTimeout());
    }

    private Reply.@Nullable Lost logIn(Wire open) {
        Watchdog.Deadline deadline =
                watchdog.start(open, settings.connectTimeout().multipliedBy(2));
        boolean done = false;
        try {
            open.resolve();
            open.connect(settings.connectTimeout());
            Optional<Reply.Refused> refusal = logIn.run(open);
            boolean inTime = deadline.end();
            if (refusal.isPresent()) {
                return new Reply.Lost(TransportFailure.HANDSHAKE, false, false, refusal);
            }
            done = inTime;
            return inTime ? null : lost(open.late(), false);
        } catch (TransportException e) {
            return lost(deadline.end() ? e.kind() : open.late(), false);
        } finally {
            if (!done) {
                // Whatever broke it off: a connection that is not logged in, on another database, is never used.
                deadline.end();
                disconnect();
            }
        }
    }

    private Reply.@Nullable Lost exchange(Wire open, List<Command> commands, List<Reply> replies, Duration time) {
        Watchdog.Deadline deadline = watchdog.start(open, time);
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
                disconnect();
            }
        }
    }

    private Reply.Lost lost(TransportFailure kind, boolean sent) {
        disconnect();
        return new Reply.Lost(kind, sent, Thread.currentThread().isInterrupted());
    }

    private static Command command(String... words) {
        return Command.withoutKey(Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    private void disconnect() {
        Wire open = wire;
        wire = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
        watchdog.close();
    }
}
