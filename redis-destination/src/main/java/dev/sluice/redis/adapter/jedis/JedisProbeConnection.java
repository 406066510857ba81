package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.check.ProbeConnection;
import dev.sluice.redis.check.ProbeFailure;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A connection for a check, opened step by step. */
final class JedisProbeConnection implements ProbeConnection {
    private final Endpoint endpoint;
    private final Wire wire;
    private final LogIn logIn;
    private final Duration timeout;
    private final Watchdog watchdog = new Watchdog();
    private final PortProbe probe;
    private boolean answered;

    JedisProbeConnection(RedisSettings settings, Duration timeout) {
        Optional<TlsLayer> tls = TlsLayer.of(settings);
        this.endpoint = settings.url().endpoint();
        this.wire = new Wire(settings, endpoint, tls);
        this.logIn = LogIn.toServer(settings);
        this.timeout = timeout;
        this.probe = new PortProbe(settings, tls, watchdog);
    }

    private interface Step<T> {
        T run() throws TransportException;
    }

    @Override
    public List<InetAddress> resolve() throws ProbeFailure {
        return within(() -> wire.resolve(timeout));
    }

    @Override
    public void connect() throws ProbeFailure {
        within(() -> {
            wire.connect(timeout);
            return true;
        });
    }

    @Override
    public Optional<String> secure() throws ProbeFailure {
        return within(() -> {
            wire.secure();
            return wire.tlsVersion();
        });
    }

    @Override
    public Optional<Reply.Refused> introduce() throws ProbeFailure {
        return within(() -> {
            Optional<Reply.Refused> refusal = LogIn.introduce(wire);
            answered = true;
            return refusal;
        });
    }

    @Override
    public Reply authenticate() throws ProbeFailure {
        return within(() -> {
            Reply reply = logIn.authenticate(wire);
            answered = true;
            return reply;
        });
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
        TransportFailure failure;
        try {
            T result = step.run();
            if (deadline.end()) {
                return result;
            }
            failure = wire.late();
        } catch (TransportException e) {
            failure = deadline.end() ? e.kind() : wire.late();
        } finally {
            deadline.end();
        }
        throw new ProbeFailure(answered ? failure : probe.named(failure, endpoint));
    }

    @Override
    public void close() {
        wire.close();
        watchdog.close();
    }
}
