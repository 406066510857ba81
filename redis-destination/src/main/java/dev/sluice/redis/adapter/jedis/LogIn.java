package dev.sluice.redis.adapter.jedis;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Greets a server, logs in, and selects the database. Needs no right but that of {@code SELECT}, for a database above 0: {@code HELLO} and
 * {@code AUTH} are open to every user, and no name or version of the client is sent.
 */
final class LogIn {
    private static final String DEFAULT_USER = "default";

    private final Protocol protocol;
    private final Optional<String> user;
    private final Optional<Secret> password;
    private final int database;

    private LogIn(Protocol protocol, Optional<String> user, Optional<Secret> password, int database) {
        this.protocol = protocol;
        this.user = user;
        this.password = password;
        this.database = database;
    }

    /** To a server that holds keys. */
    static LogIn toServer(RedisSettings settings) {
        return new LogIn(
                settings.protocol(), settings.url().user(), settings.url().password(), settings.database());
    }

    /** To a sentinel, which has users of its own and no databases. */
    static LogIn toSentinel(RedisSettings settings, Topology.Sentinel sentinel) {
        return new LogIn(settings.protocol(), sentinel.user(), sentinel.password(), 0);
    }

    /** Greets and logs in; OK if nothing had to be sent. */
    Reply authenticate(Wire wire) throws TransportException {
        return switch (protocol) {
            case AUTO -> {
                Reply greeting = call(wire, hello());
                if (greeting instanceof Reply.Refused refused && knowsNoHello(refused.text())) {
                    yield authenticateOnly(wire);
                }
                if (greeting instanceof Reply.Value value && !(value.value() instanceof List<?>)) {
                    // A greeting is a list of properties, whatever else speaks like Redis here.
                    throw new TransportException(TransportFailure.PROTOCOL);
                }
                yield greeting;
            }
            case RESP2 -> authenticateOnly(wire);
        };
    }

    /** Selects the database; OK if it is the first, where every connection starts. */
    Reply select(Wire wire) throws TransportException {
        return database == 0 ? Reply.OK : call(wire, command("SELECT", Integer.toString(database)));
    }

    /** Whether there is a password to send. */
    boolean hasPassword() {
        return password.isPresent();
    }

    /**
     * {@code PING}, before a password travels over a connection without TLS: what does not speak plain Redis fails here. The refusal, if
     * it is one that ends the connection; whoever is not logged in may well be refused a ping.
     */
    static Optional<Reply.Refused> ping(Wire wire) throws TransportException {
        return call(wire, command("PING")) instanceof Reply.Refused refused && endsConnection(refused.text())
                ? Optional.of(refused)
                : Optional.empty();
    }

    private static boolean endsConnection(String text) {
        return text.startsWith("DENIED") || text.startsWith("ERR max number of clients");
    }

    /** The whole log-in; the refusal if there was one. */
    Optional<Reply.Refused> run(Wire wire) throws TransportException {
        Reply reply = authenticate(wire);
        if (!(reply instanceof Reply.Refused)) {
            reply = select(wire);
        }
        return reply instanceof Reply.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    /** Protocol 2 is asked for: replies then look the same whether the server knows HELLO or not. */
    private Command hello() {
        List<String> words = new ArrayList<>(List.of("HELLO", "2"));
        password.ifPresent(secret -> words.addAll(List.of("AUTH", user.orElse(DEFAULT_USER), secret.reveal())));
        return command(words.toArray(String[]::new));
    }

    private Reply authenticateOnly(Wire wire) throws TransportException {
        if (password.isEmpty()) {
            return Reply.OK;
        }
        String secret = password.get().reveal();
        return call(wire, user.isPresent() ? command("AUTH", user.get(), secret) : command("AUTH", secret));
    }

    /** Old servers and proxies say this in many ways; what else a server refuses a HELLO for has a word of its own. */
    private static boolean knowsNoHello(String text) {
        return text.startsWith("NOPROTO") || (text.startsWith("ERR ") && !text.startsWith("ERR max number of clients"));
    }

    private static Reply call(Wire wire, Command command) throws TransportException {
        wire.send(List.of(command));
        return wire.read();
    }

    private static Command command(String... words) {
        List<byte[]> arguments = new ArrayList<>(words.length);
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return Command.withoutKey(arguments);
    }
}
