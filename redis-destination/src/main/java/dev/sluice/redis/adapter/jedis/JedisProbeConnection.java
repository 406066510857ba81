package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.check.ProbeConnection;
import dev.sluice.redis.check.ProbeFailure;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.CommandExecutor.Command;
import dev.sluice.redis.port.CommandExecutor.Reply;
import dev.sluice.redis.port.CommandExecutor.TransportFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A connection for a check, opened step by step. In a cluster it follows a key to the node that has it; with sentinels it is
 * about the primary that they name.
 */
final class JedisProbeConnection implements ProbeConnection {
    private static final String MOVED = "MOVED ";

    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final LogIn logIn;
    private Endpoint endpoint;
    private volatile Wire wire;
    private volatile boolean closed;
    private final Duration timeout;
    private final Watchdog watchdog = new Watchdog();
    private final PortProbe probe;
    private boolean answered;

    JedisProbeConnection(RedisSettings settings, Duration timeout) {
        this.settings = settings;
        this.tls = TlsLayer.of(settings);
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
    public Endpoint findPrimary() throws ProbeFailure {
        Topology.Sentinel sentinel = (Topology.Sentinel) settings.topology();
        List<Endpoint> named = new ArrayList<>(1);
        try (Wires wires = new Wires(settings, tls)) {
            Reply.Lost failure = new Sentinels(settings, sentinel, wires).find(server -> {
                named.add(server);
                return null;
            });
            if (failure != null) {
                throw new ProbeFailure(failure.kind());
            }
        }
        begin(named.get(0));
        return endpoint;
    }

    /** From now on this is about another server, to which there is no connection yet. */
    private void begin(Endpoint other) {
        wire.close();
        endpoint = other;
        wire = new Wire(settings, other, tls);
        if (closed) {
            wire.close();
        }
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
        Reply reply = within(() -> call(command));
        if (settings.topology() instanceof Topology.Cluster
                && reply instanceof Reply.Refused refused
                && refused.text().startsWith(MOVED)) {
            Endpoint owner = owner(refused.text());
            turnTo(owner);
            Optional<Reply.Refused> denied = within(() -> logIn.run(wire));
            return denied.isPresent() ? denied.get() : within(() -> call(command));
        }
        return reply;
    }

    private Reply call(Command command) throws TransportException {
        wire.send(List.of(command));
        return wire.read();
    }

    /** The node that a cluster names in {@code MOVED 3999 127.0.0.1:6381}; without a host it is the same one. */
    private Endpoint owner(String moved) throws ProbeFailure {
        String place = moved.substring(moved.lastIndexOf(' ') + 1);
        int colon = place.lastIndexOf(':');
        try {
            return new Endpoint(
                    colon <= 0 ? endpoint.host() : place.substring(0, colon),
                    Integer.parseInt(place.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new ProbeFailure(TransportFailure.PROTOCOL);
        }
    }

    /** From now on this is a connection to another server, secured and not logged in. */
    private void turnTo(Endpoint other) throws ProbeFailure {
        begin(other);
        within(() -> {
            wire.resolve(timeout);
            wire.connect(timeout);
            wire.secure();
            return true;
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
        closed = true;
        wire.close();
        watchdog.close();
    }
}
