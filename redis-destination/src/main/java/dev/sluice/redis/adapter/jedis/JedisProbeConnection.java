package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.check.ProbeConnection;
import dev.sluice.redis.check.ProbeFailure;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A connection for a check, opened step by step. */
final class JedisProbeConnection implements ProbeConnection {
    private final Wire wire;
    private final LogIn logIn;
    private final Duration timeout;
    private final Watchdog watchdog = new Watchdog();

    JedisProbeConnection(RedisSettings settings, Duration timeout) {
        this.wire = new Wire(settings, settings.url().endpoint());
        this.logIn = LogIn.toServer(settings);
        this.timeout = timeout;
    }

    private interface Step<T> {
        T run() throws TransportException;
    }

    @Override
    public int resolve() throws ProbeFailure {
        return within(wire::resolve);
    }

    @Override
    public void connect() throws ProbeFailure {
        within(() -> {
            wire.connect(timeout);
            return true;
        });
    }

    @Override
    public Reply authenticate() throws ProbeFailure {
        return within(() -> logIn.authenticate(wire));
    }

    @Override
    public Reply select() throws ProbeFailure {
        return within(() -> logIn.select(wire));
    }

    @Override
    public Reply ping() throws ProbeFailure {
        return command(Command.withoutKey(List.of("PING".getBytes(StandardCharsets.US_ASCII))));
    }

    @Override
    public Reply command(Command command) throws ProbeFailure {
        return within(() -> {
            wire.send(List.of(command));
            return wire.read();
        });
    }

    private <T> T within(Step<T> step) throws ProbeFailure {
        Watchdog.Deadline deadline = watchdog.start(wire, timeout);
        try {
            T result = step.run();
            if (deadline.end()) {
                return result;
            }
        } catch (TransportException e) {
            if (deadline.end()) {
                throw new ProbeFailure(e.kind());
            }
        }
        throw new ProbeFailure(wire.late());
    }

    @Override
    public void close() {
        wire.close();
        watchdog.close();
    }
}
