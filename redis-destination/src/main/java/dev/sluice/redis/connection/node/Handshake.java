package dev.sluice.redis.connection.node;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Protocol;
import dev.sluice.redis.config.Secret;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Greets a server, logs in and selects the database. The user needs the right {@code +select} for a database above 0, and no other right:
 * {@code HELLO} and {@code AUTH} are open to every user, and no client name or version is sent.
 */
final class Handshake {
    private static final String DEFAULT_USER = "default";

    private final Protocol protocol;
    private final Optional<String> user;
    private final Optional<Secret> password;
    private final int database;

    private Handshake(Protocol protocol, Optional<String> user, Optional<Secret> password, int database) {
        this.protocol = protocol;
        this.user = user;
        this.password = password;
        this.database = database;
    }

    /** The handshake with a server that holds keys. */
    static Handshake toServer(RedisSettings settings) {
        return new Handshake(
                settings.protocol(), settings.url().user(), settings.url().password(), settings.database());
    }

    /** The handshake with a sentinel, which has its own users and no databases. */
    static Handshake toSentinel(RedisSettings settings, Topology.Sentinel sentinel) {
        return new Handshake(settings.protocol(), sentinel.user(), sentinel.password(), 0);
    }

    /**
     * Greets the server and logs in.
     *
     * @return the reply of the server, or OK if nothing was sent
     */
    Reply authenticate(Connection connection) throws TransportException {
        return switch (protocol) {
            case AUTO -> {
                Reply greeting = call(connection, hello());
                if (greeting instanceof Reply.Refused refused
                        && ErrorReply.of(refused).mayMeanNoHello()) {
                    yield authenticateOnly(connection);
                }
                yield greeting;
            }
            case RESP2 -> authenticateOnly(connection);
        };
    }

    /**
     * Selects the database.
     *
     * @return the reply of the server, or OK for database 0, which needs no command
     */
    Reply select(Connection connection) throws TransportException {
        return database == 0 ? Reply.OK : call(connection, command("SELECT", Integer.toString(database)));
    }

    /** Whether there is a password to send. */
    boolean hasPassword() {
        return password.isPresent();
    }

    /**
     * Sends {@code PING}, which proves that the server speaks Redis before it gets a password. A refusal that Redis knows, such as NOAUTH,
     * proves it as well.
     *
     * @return the refusal, if it ends the connection
     */
    static Optional<Reply.Refused> ping(Connection connection) throws TransportException {
        if (!(call(connection, command("PING")) instanceof Reply.Refused refused)) {
            return Optional.empty();
        }
        if (ErrorReply.of(refused).failure() == RedisFailure.REFUSED_BY_SERVER) {
            throw new TransportException(TransportFailure.PROTOCOL);
        }
        return endsConnection(refused) ? Optional.of(refused) : Optional.empty();
    }

    private static boolean endsConnection(Reply.Refused refused) {
        RedisFailure failure = ErrorReply.of(refused).failure();
        return failure == RedisFailure.PROTECTED_MODE || failure == RedisFailure.MAX_CLIENTS;
    }

    /**
     * Performs the whole handshake.
     *
     * @return the refusal, if there was one
     */
    Optional<Reply.Refused> perform(Connection connection) throws TransportException {
        Reply reply = authenticate(connection);
        if (!(reply instanceof Reply.Refused)) {
            reply = select(connection);
        }
        return reply instanceof Reply.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    /** Asks for RESP2, so that replies look the same whether the server knows HELLO or not. */
    private Command hello() {
        List<String> words = new ArrayList<>(List.of("HELLO", "2"));
        password.ifPresent(secret -> words.addAll(List.of("AUTH", user.orElse(DEFAULT_USER), secret.reveal())));
        return command(words.toArray(String[]::new));
    }

    private Reply authenticateOnly(Connection connection) throws TransportException {
        if (password.isEmpty()) {
            return Reply.OK;
        }
        String secret = password.get().reveal();
        return call(connection, user.isPresent() ? command("AUTH", user.get(), secret) : command("AUTH", secret));
    }

    private static Reply call(Connection connection, Command command) throws TransportException {
        List<Reply> replies = new ArrayList<>(1);
        connection.exchange(List.of(command), replies);
        return replies.get(0);
    }

    private static Command command(String... words) {
        List<byte[]> arguments = new ArrayList<>(words.length);
        for (String word : words) {
            arguments.add(word.getBytes(StandardCharsets.UTF_8));
        }
        return Command.withoutKey(arguments);
    }
}
