package dev.sluice.redis.failure;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisUrl;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.ErrorDetail;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the row of {@link RedisFailure} for an error reply or a lost connection, and adds what is known of the place. Immutable. */
public final class FailureCatalog {
    private static final Map<TransportFailure, RedisFailure> BY_TRANSPORT = new EnumMap<>(TransportFailure.class);

    static {
        for (RedisFailure failure : RedisFailure.values()) {
            failure.transport().forEach(kind -> BY_TRANSPORT.put(kind, failure));
        }
    }

    private static final Set<RedisFailure> NOT_REACHED = EnumSet.of(
            RedisFailure.UNKNOWN_HOST,
            RedisFailure.CONNECTION_REFUSED,
            RedisFailure.HOST_UNREACHABLE,
            RedisFailure.CONNECT_TIMEOUT);

    /** What is over once a failover is over. */
    private static final Set<RedisFailure> PASSES = EnumSet.of(
            RedisFailure.UNKNOWN_HOST,
            RedisFailure.CONNECTION_REFUSED,
            RedisFailure.HOST_UNREACHABLE,
            RedisFailure.CONNECT_TIMEOUT,
            RedisFailure.CONNECTION_LOST,
            RedisFailure.NO_ANSWER,
            RedisFailure.COMMAND_TIMEOUT);

    /** What to do about an address that a cluster or sentinels announce and that cannot be reached. */
    static final String ANNOUNCE =
            "Check that the server runs, and the firewall. If this machine can never reach the address, let the servers announce one that it can: cluster-announce-ip (or -hostname) and cluster-announce-port in a cluster, replica-announce-ip and replica-announce-port behind sentinels.";

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
        Failure failure = of(kind, kind.detail(message, reply.remedy()));
        // The sentinels or the cluster have named a replica: they soon name the primary.
        return kind == RedisFailure.READ_ONLY_REPLICA && !oneServer ? failure.patient() : failure;
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
        return loss.server()
                .map(server ->
                        loss.announced() && !loss.interrupted() ? announced(failure, server) : failure.at(server))
                .orElse(failure);
    }

    /** The failure of a first connection to a server that a sentinel or a node of the cluster named. */
    public Failure announced(TransportFailure kind, Endpoint server) {
        return announced(beforeSending(kind), server);
    }

    private static Failure announced(Failure failure, Endpoint server) {
        RedisFailure kind = failure.kind();
        ErrorDetail detail = NOT_REACHED.contains(kind)
                ? kind.detail(
                        kind.message() + " The servers announce this address themselves: " + server.host() + ":"
                                + server.port() + ".",
                        ANNOUNCE)
                : failure.detail();
        Failure precise = new Failure(kind, detail).at(server);
        return PASSES.contains(kind) ? precise.patient() : precise;
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
