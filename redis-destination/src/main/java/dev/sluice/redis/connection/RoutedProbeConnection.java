package dev.sluice.redis.connection;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.connection.cluster.Redirection;
import dev.sluice.redis.connection.node.ConnectionFactory;
import dev.sluice.redis.connection.node.StepwiseConnection;
import dev.sluice.redis.connection.sentinel.PrimaryFinder;
import dev.sluice.redis.connection.tls.TlsLayer;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeConnection;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a check, in every topology. With sentinels it connects to the primary that they name; in a cluster it follows redirections
 * to the node that serves the key.
 */
final class RoutedProbeConnection implements ProbeConnection {
    private static final int MAX_REDIRECTIONS = 5;

    private final RedisSettings settings;
    private final Optional<TlsLayer> tls;
    private final Duration timeout;
    private volatile StepwiseConnection current;
    private volatile @Nullable Reachability others;
    private volatile boolean closed;

    RoutedProbeConnection(RedisSettings settings, Duration timeout) {
        this.settings = settings;
        this.tls = TlsLayer.of(settings, System.getLogger("dev.sluice.redis.check"));
        this.timeout = timeout;
        this.current = connectionTo(settings.url().endpoint());
    }

    private StepwiseConnection connectionTo(Endpoint endpoint) {
        return new StepwiseConnection(settings, endpoint, tls, timeout);
    }

    @Override
    public Endpoint findPrimary() throws ProbeFailure {
        Topology.Sentinel sentinel = (Topology.Sentinel) settings.topology();
        List<Endpoint> found = new ArrayList<>(1);
        try (ConnectionFactory connections = new ConnectionFactory(settings, tls)) {
            Reply.Lost failure = new PrimaryFinder(settings, sentinel, connections).find(server -> {
                found.add(server);
                return null;
            });
            if (failure != null) {
                throw new ProbeFailure(failure.kind());
            }
        }
        switchTo(found.get(0));
        return current.endpoint();
    }

    /** Replaces the current connection by one to another server, which is not open yet. */
    private void switchTo(Endpoint server) {
        current.close();
        current = connectionTo(server);
        if (closed) {
            current.close();
        }
    }

    @Override
    public Endpoint endpoint() {
        return current.endpoint();
    }

    @Override
    public List<InetAddress> resolve() throws ProbeFailure {
        return current.resolve();
    }

    @Override
    public void connect() throws ProbeFailure {
        current.connect();
    }

    @Override
    public Optional<String> startTls() throws ProbeFailure {
        return current.startTls();
    }

    @Override
    public Optional<Reply.Refused> pingBeforeLogin() throws ProbeFailure {
        return current.pingBeforeLogin();
    }

    @Override
    public Reply authenticate() throws ProbeFailure {
        return current.authenticate();
    }

    @Override
    public Reply select() throws ProbeFailure {
        return current.select();
    }

    @Override
    public Reply ping() throws ProbeFailure {
        return commands(List.of(command("PING"))).get(0);
    }

    @Override
    public List<Reply> commands(List<Command> commands) throws ProbeFailure {
        List<Reply> replies = current.exchange(commands);
        for (int i = 0; i < MAX_REDIRECTIONS && settings.topology() instanceof Topology.Cluster; i++) {
            Redirection redirection = redirection(replies);
            if (redirection == null) {
                break;
            }
            switchTo(redirection.target().orElseThrow(() -> new ProbeFailure(TransportFailure.PROTOCOL)));
            current.open();
            Optional<Reply.Refused> refusal = current.performHandshake();
            if (refusal.isPresent()) {
                return Collections.nCopies(commands.size(), refusal.get());
            }
            replies = redirection.moved() ? current.exchange(commands) : exchangeAsking(commands);
        }
        return replies;
    }

    /** The first redirection, after which all commands are sent again: the slot may migrate between two of them. */
    private @Nullable Redirection redirection(List<Reply> replies) {
        return replies.stream()
                .map(reply ->
                        reply instanceof Reply.Refused refused ? Redirection.of(refused, current.endpoint()) : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Sends commands to a node that is importing the slot: it serves only a command that follows {@code ASKING}. */
    private List<Reply> exchangeAsking(List<Command> commands) throws ProbeFailure {
        List<Command> asking = new ArrayList<>(2 * commands.size());
        for (Command command : commands) {
            asking.add(command("ASKING"));
            asking.add(command);
        }
        List<Reply> replies = current.exchange(asking);
        List<Reply> answers = new ArrayList<>(commands.size());
        for (int i = 0; i < replies.size(); i += 2) {
            // If ASKING was refused, its refusal explains why the command was redirected again.
            answers.add(replies.get(i) instanceof Reply.Refused refused ? refused : replies.get(i + 1));
        }
        return answers;
    }

    @Override
    public Map<Endpoint, TransportFailure> unreachable(Collection<Endpoint> servers) throws ProbeFailure {
        try (Reachability trial = new Reachability(this::connectionTo)) {
            others = trial;
            if (closed) {
                throw new ProbeFailure(TransportFailure.LOST);
            }
            return trial.failures(servers);
        }
    }

    private static Command command(String name) {
        return Command.withoutKey(List.of(name.getBytes(StandardCharsets.US_ASCII)));
    }

    @Override
    public void close() {
        closed = true;
        current.close();
        Reachability trial = others;
        if (trial != null) {
            trial.close();
        }
    }
}
