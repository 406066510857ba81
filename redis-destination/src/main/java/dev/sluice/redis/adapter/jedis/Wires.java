package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor.Reply;
import java.time.Duration;
import java.util.Optional;

/** Opens wires to the servers of one run and logs in, all in the same way. For one thread. */
final class Wires implements AutoCloseable {
    private final RedisSettings settings;
    private final Watchdog watchdog = new Watchdog();

    Wires(RedisSettings settings) {
        this.settings = settings;
    }

    /** A wire to a server, connected and logged in within twice the connect timeout. */
    Wire open(Endpoint endpoint, LogIn logIn) throws NotOpened {
        Wire wire = new Wire(settings, endpoint);
        Watchdog.Deadline deadline =
                watchdog.start(wire, settings.connectTimeout().multipliedBy(2));
        boolean done = false;
        try {
            wire.resolve();
            wire.connect(settings.connectTimeout());
            Optional<Reply.Refused> refusal = logIn.run(wire);
            boolean inTime = deadline.end();
            if (refusal.isPresent()) {
                throw NotOpened.refused(refusal.get());
            }
            if (!inTime) {
                throw NotOpened.because(wire.late());
            }
            done = true;
            return wire;
        } catch (TransportException e) {
            throw NotOpened.because(deadline.end() ? e.kind() : wire.late());
        } finally {
            if (!done) {
                // Whatever broke it off: a connection that is not logged in, on another database, is never used.
                deadline.end();
                wire.close();
            }
        }
    }

    /** Gives a wire so long for what is about to be sent over it. */
    Watchdog.Deadline deadline(Wire wire, Duration time) {
        return watchdog.start(wire, time);
    }

    @Override
    public void close() {
        watchdog.close();
    }
}
