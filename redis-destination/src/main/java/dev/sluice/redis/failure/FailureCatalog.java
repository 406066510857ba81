package dev.sluice.redis.failure;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds the row of {@link RedisFailure} for an error reply or a lost connection, and adds what is known of the place. Immutable. */
public final class FailureCatalog {
    private static final Map<TransportFailure, RedisFailure> BY_TRANSPORT = new EnumMap<>(TransportFailure.class);

    static {
        for (RedisFailure failure : RedisFailure.values()) {
            failure.transport().forEach(kind -> BY_TRANSPORT.put(kind, failure));
        }
    }

    private final RedisUrl url;
    private final boolean oneServer;
    private final int database;

    /** A catalog for runs and checks with these settings. */
    public FailureCatalog(RedisSettings settings) {
        this.url = settings.url();
        this.oneServer = settings.topology() instanceof Topology.Standalone;
        this.database = settings.database();
    }

    /** A failure in general. */
    public Failure of(RedisFailure kind) {
        return of(kind, kind.detail());
    }

    private Failure of(RedisFailure kind, ErrorDetail detail) {
        Failure failure = new Failure(kind, detail);
        return kind.endsRun() && oneServer
                ? failure.at(url.endpoint()).at("database", Integer.toString(database))
                : failure;
    }

    /** The failure that an error reply stands for. */
    public Failure refused(Reply.Refused reply) {
        return refused(ErrorReply.of(reply));
    }

    /** The failure that an error reply stands for. */
    public Failure refused(ErrorReply reply) {
        RedisFailure kind = reply.failure();
        if (kind == RedisFailure.COMMAND_NOT_PERMITTED) {
            Optional<String> command = reply.deniedCommand();
            return command.isPresent() ? notPermitted(command.get()) : of(kind);
        }
        String message = kind == RedisFailure.REFUSED_BY_SERVER
                ? reply.shownCode()
                        .map(code -> "Redis refused the command with the error " + code
                                + ", which is not known to this destination.")
                        .orElse(reply.message())
                : reply.message();
        return of(kind, kind.detail(message, reply.remedy()));
    }

    /** The user may not run a command that every row needs. */
    public Failure notPermitted(String command) {
        return of(
                RedisFailure.COMMAND_NOT_PERMITTED,
                RedisFailure.COMMAND_NOT_PERMITTED.detail(
                        "The user may not run " + command + ".",
                        "Grant +" + command.toLowerCase(Locale.ROOT) + " to the user (ACL SETUSER)."));
    }

    /** The server does not have a command that every row needs. */
    public Failure unknownCommand(String command) {
        return of(
                RedisFailure.UNKNOWN_COMMAND,
                RedisFailure.UNKNOWN_COMMAND.detail(
                        "The server does not know " + command
                                + ", which the settings require, or it is disabled there.",
                        "Enable " + command + " on the server, or choose settings that do not need it."));
    }

    /** The failure that a loss stands for. */
    public Failure lost(Reply.Lost loss) {
        Failure failure = meaning(loss);
        return loss.server().map(failure::at).orElse(failure);
    }

    private Failure meaning(Reply.Lost loss) {
        if (loss.interrupted()) {
            return of(RedisFailure.INTERRUPTED);
        }
        if (loss.kind() != TransportFailure.HANDSHAKE) {
            return loss.sent() ? afterSending(loss.kind()) : beforeSending(loss.kind());
        }
        return loss.handshakeReply().map(this::handshakeRefused).orElseGet(() -> beforeSending(loss.kind()));
    }

    private Failure handshakeRefused(Reply.Refused reply) {
        Failure failure = refused(reply);
        return failure.endsRun() ? failure : of(RedisFailure.LOGIN_REFUSED);
    }

    /** The failure of a connection over which nothing but a greeting was sent. */
    public Failure beforeSending(TransportFailure kind) {
        String port = "Check that the port is the port of Redis" + (url.tls() ? " with TLS" : "");
        if (kind == TransportFailure.COMMAND_TIMEOUT) {
            return of(
                    RedisFailure.NO_ANSWER,
                    RedisFailure.NO_ANSWER.detail(
                            RedisFailure.NO_ANSWER.message(), port + ", and that the server is not overloaded."));
        }
        if (kind == TransportFailure.LOST || kind == TransportFailure.HANDSHAKE) {
            return of(
                    RedisFailure.CONNECTION_LOST,
                    RedisFailure.CONNECTION_LOST.detail(
                            "The server closed the connection instead of answering.",
                            port + ", and look at the log of the server."));
        }
        return afterSending(kind);
    }

    private Failure afterSending(TransportFailure kind) {
        RedisFailure failure = BY_TRANSPORT.get(kind);
        if (failure == null) {
            throw new IllegalStateException("no failure for " + kind);
        }
        return of(failure);
    }
}
