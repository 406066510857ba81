package dev.sluice.redis.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeConnection;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** A target in memory: a Redis that may refuse commands, fail at a step, or never answer. */
final class FakeConnection implements ProbeConnection {
    /** Steps at which something can go wrong. */
    enum At {
        SENTINELS,
        RESOLVE,
        CONNECT,
        SECURE,
        INTRODUCE,
        AUTHENTICATE,
        SELECT,
        PING,
        COMMAND
    }

    final List<List<String>> commands = new ArrayList<>();
    /** How many commands came together, each time. */
    final List<Integer> flights = new ArrayList<>();

    final Set<String> keys = new HashSet<>();
    final AtomicBoolean closed = new AtomicBoolean();
    String info = """
            used_memory:1048576\r
            maxmemory:0\r
            role:master\r
            cluster_enabled:0\r
            """;
    List<InetAddress> addresses = List.of(InetAddress.getLoopbackAddress(), InetAddress.getLoopbackAddress());
    Optional<String> tlsVersion = Optional.empty();
    List<?> slots = List.of();
    final Map<Endpoint, TransportFailure> unreachable = new HashMap<>();
    boolean credentialsSent;
    private final Map<At, ProbeFailure> failures = new HashMap<>();
    private final Map<At, String> refusals = new HashMap<>();
    private final Map<String, String> refusedCommands = new HashMap<>();
    private final Set<At> silent = new HashSet<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** Whoever waits for an answer that never comes, as soon as it waits. */
    final CountDownLatch waiting = new CountDownLatch(1);

    FakeConnection fail(At step, ProbeFailure failure) {
        failures.put(step, failure);
        return this;
    }

    FakeConnection refuse(At step, String text) {
        refusals.put(step, text);
        return this;
    }

    FakeConnection refuse(String command, String text) {
        refusedCommands.put(command, text);
        return this;
    }

    FakeConnection deny(String... names) {
        for (String name : names) {
            refuse(
                    name,
                    "NOPERM User app has no permissions to run the '" + name.toLowerCase(Locale.ROOT) + "' command");
        }
        return this;
    }

    FakeConnection neverAnswer(At step) {
        silent.add(step);
        return this;
    }

    @Override
    public Endpoint findPrimary() throws ProbeFailure {
        reply(At.SENTINELS);
        return new Endpoint("primary", 6380);
    }

    @Override
    public Endpoint endpoint() {
        return new Endpoint("seed", 7000);
    }

    @Override
    public Map<Endpoint, TransportFailure> unreachable(Collection<Endpoint> servers) {
        Map<Endpoint, TransportFailure> failures = new LinkedHashMap<>();
        servers.stream()
                .filter(unreachable::containsKey)
                .forEach(server -> failures.put(server, unreachable.get(server)));
        return failures;
    }

    @Override
    public List<InetAddress> resolve() throws ProbeFailure {
        reply(At.RESOLVE);
        return addresses;
    }

    @Override
    public void connect() throws ProbeFailure {
        reply(At.CONNECT);
    }

    @Override
    public Optional<String> startTls() throws ProbeFailure {
        reply(At.SECURE);
        return tlsVersion;
    }

    @Override
    public Optional<Reply.Refused> pingBeforeLogin() throws ProbeFailure {
        return reply(At.INTRODUCE) instanceof Reply.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    @Override
    public Reply authenticate() throws ProbeFailure {
        credentialsSent = true;
        return reply(At.AUTHENTICATE);
    }

    @Override
    public Reply select() throws ProbeFailure {
        return reply(At.SELECT);
    }

    @Override
    public Reply ping() throws ProbeFailure {
        return reply(At.PING);
    }

    @Override
    public List<Reply> commands(List<Command> commands) throws ProbeFailure {
        flights.add(commands.size());
        List<Reply> replies = new ArrayList<>();
        for (Command command : commands) {
            replies.add(command(command));
        }
        return replies;
    }

    private Reply command(Command command) throws ProbeFailure {
        List<String> words = command.arguments().stream()
                .map(word -> new String(word, UTF_8))
                .toList();
        commands.add(words);
        String refused = refusedCommands.get(words.get(0));
        if (refused != null) {
            return new Reply.Refused(refused);
        }
        Reply reply = reply(At.COMMAND);
        switch (words.get(0)) {
            case "SET", "HSET" -> keys.add(words.get(1));
            case "DEL" -> keys.remove(words.get(1));
            case "EVALSHA" -> {
                return new Reply.Refused("NOSCRIPT No matching script. Please use EVAL.");
            }
            case "CLUSTER" -> {
                return new Reply.Value(slots);
            }
            case "INFO" -> {
                return new Reply.Value(info.getBytes(UTF_8));
            }
            default -> {}
        }
        return reply;
    }

    private Reply reply(At step) throws ProbeFailure {
        if (silent.contains(step)) {
            waiting.countDown();
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new ProbeFailure(TransportFailure.LOST);
        }
        ProbeFailure failure = failures.get(step);
        if (failure != null) {
            throw failure;
        }
        String refusal = refusals.get(step);
        return refusal == null ? new Reply.Value("OK") : new Reply.Refused(refusal);
    }

    /** The commands of the rights probe. */
    List<String> names() {
        return commands.stream()
                .map(words -> words.get(0))
                .filter(name -> !name.equals("INFO") && !name.equals("CLUSTER"))
                .toList();
    }

    @Override
    public void close() {
        closed.set(true);
        closing.countDown();
    }
}
