package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.adapter.tls.TlsLayer;
import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeConnection;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A connection for a check, opened step by step. In a cluster it follows a key to the node that has it; with sentinels it is
 * about the primary that they name.
 */
final class JedisProbeConnection implements ProbeConnection {
    private static final int MAX_HOPS = 5;

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
        answered = false;
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
    public Optional<String> startTls() throws ProbeFailure {
        return within(() -> {
            wire.secure();
            return wire.tlsVersion();
        });
    }

    @Override
    public Optional<Reply.Refused> pingBeforeLogin() throws ProbeFailure {
        return within(() -> {
            Optional<Reply.Refused> refusal = LogIn.ping(wire);
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
        return commands(List.of(command("PING"))).get(0);
    }

    @Override
    public List<Reply> commands(List<Command> commands) throws ProbeFailure {
        List<Reply> replies = within(() -> exchange(commands));
        for (int hop = 0; hop < MAX_HOPS && settings.topology() instanceof Topology.Cluster; hop++) {
            Redirection redirection = redirection(replies);
            if (redirection == null) {
                break;
            }
            turnTo(redirection.target().orElseThrow(() -> new ProbeFailure(TransportFailure.PROTOCOL)));
            Optional<Reply.Refused> denied = within(this::enter);
            if (denied.isPresent()) {
                return Collections.nCopies(commands.size(), denied.get());
            }
            replies = within(() -> redirection.moved() ? exchange(commands) : exchangeAsking(commands));
        }
        return replies;
    }

    /** A key that moves meanwhile may leave some of its commands on the one node: then all of them are sent again. */
    private @Nullable Redirection redirection(List<Reply> replies) {
        return replies.stream()
                .map(reply -> reply instanceof Reply.Refused refused ? Redirection.of(refused.text(), endpoint) : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** A password goes to no server that has not answered without one, be it named by a cluster. */
    private Optional<Reply.Refused> enter() throws TransportException {
        if (tls.isEmpty() && logIn.hasPassword()) {
            Optional<Reply.Refused> refusal = LogIn.ping(wire);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        Optional<Reply.Refused> denied = logIn.run(wire);
        answered = true;
        return denied;
    }

    private List<Reply> exchange(List<Command> commands) throws TransportException {
        wire.send(commands);
        List<Reply> replies = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            replies.add(wire.read());
        }
        return replies;
    }

    /** To a node that is still getting the slot: it takes each command only right after an {@code ASKING}. */
    private List<Reply> exchangeAsking(List<Command> commands) throws TransportException {
        List<Command> asking = new ArrayList<>(2 * commands.size());
        for (Command command : commands) {
            asking.add(command("ASKING"));
            asking.add(command);
        }
        List<Reply> replies = exchange(asking);
        List<Reply> answers = new ArrayList<>(commands.size());
        for (int i = 0; i < replies.size(); i += 2) {
            // A refused ASKING is why what follows it is redirected once more.
            answers.add(replies.get(i) instanceof Reply.Refused refused ? refused : replies.get(i + 1));
        }
        return answers;
    }

    private static Command command(String name) {
        return Command.withoutKey(List.of(name.getBytes(StandardCharsets.US_ASCII)));
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
