package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        this.logIn = new LogIn(settings);
    }

    @Override
    public Exchange execute(List<Command> commands) {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            return lost(List.of(), TransportFailure.LOST, false);
        }
        Wire open = wire;
        if (open == null || open.isClosed()) {
            open = new Wire(settings);
            wire = open;
            Exchange failed = logIn(open);
            if (failed != null) {
                return failed;
            }
        }
        return exchange(open, commands);
    }

    private @Nullable Exchange logIn(Wire open) {
        Watchdog.Deadline deadline =
                watchdog.start(open, settings.connectTimeout().multipliedBy(2));
        boolean done = false;
        try {
            open.resolve();
            open.connect(settings.connectTimeout());
            Optional<Reply.Refused> refusal = logIn.run(open);
            boolean inTime = deadline.end();
            if (refusal.isPresent()) {
                return lost(List.of(refusal.get()), TransportFailure.HANDSHAKE, false);
            }
            done = inTime;
            return inTime ? null : lost(List.of(), open.late(), false);
        } catch (TransportException e) {
            return lost(List.of(), deadline.end() ? e.kind() : open.late(), false);
        } finally {
            if (!done) {
                // Whatever broke it off: a connection that is not logged in, on another database, is never used.
                deadline.end();
                disconnect();
            }
        }
    }

    private Exchange exchange(Wire open, List<Command> commands) {
        Watchdog.Deadline deadline = watchdog.start(open, settings.commandTimeout());
        List<Reply> replies = new ArrayList<>(commands.size());
        boolean ended = false;
        try {
            open.send(commands);
            for (int i = 0; i < commands.size(); i++) {
                replies.add(open.read());
            }
            // A deadline that passes at the last moment takes the connection, not the replies.
            ended = deadline.end();
            return new Exchange(replies, Optional.empty());
        } catch (TransportException e) {
            return lost(replies, deadline.end() ? e.kind() : TransportFailure.COMMAND_TIMEOUT, true);
        } finally {
            if (!ended) {
                // Whatever broke it off, perhaps want of memory: what is unread must not answer the commands of another
                // call.
                deadline.end();
                disconnect();
            }
        }
    }

    private Exchange lost(List<Reply> replies, TransportFailure kind, boolean sent) {
        disconnect();
        boolean interrupted = Thread.currentThread().isInterrupted();
        return new Exchange(replies, Optional.of(new Loss(kind, sent, interrupted)));
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
