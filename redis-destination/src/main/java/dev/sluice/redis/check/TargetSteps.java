package dev.sluice.redis.check;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.failure.Failure;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.ProbeConnection;
import dev.sluice.redis.port.ProbeFailure;
import dev.sluice.redis.port.Reply;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Performs the {@link TargetStep}s over one connection.
 *
 * @param addresses the addresses of the host; filled by the name resolution
 */
record TargetSteps(
        RedisSettings settings,
        Set<SyncMode> modes,
        FailureCatalog catalog,
        BoundedCalls calls,
        List<InetAddress> addresses) {
    private static final int MAX_NAMED = 5;

    Result attempt(TargetStep step) {
        try {
            return switch (step) {
                case SENTINELS -> findPrimary();
                case RESOLVE -> resolve();
                case CONNECT -> connect();
                case SECURE -> secure();
                case AUTHENTICATE -> authenticate();
                case SELECT -> accepted(ProbeConnection::select, "database " + settings.database());
                case PING -> ping();
                case RIGHTS -> new RightsStep(settings, modes, catalog, this::send).run();
                case MEMORY -> ServerState.memory(info("memory"), settings);
                case TOPOLOGY -> topology();
            };
        } catch (ProbeFailure e) {
            return failed(step, failure(step, e.kind()).exception());
        } catch (DestinationException e) {
            return failed(step, e);
        }
    }

    private Result findPrimary() throws ProbeFailure {
        Endpoint primary = calls.call(ProbeConnection::findPrimary);
        return Result.pass("the primary is " + primary.host() + ", port " + primary.port());
    }

    private Result resolve() throws ProbeFailure {
        List<InetAddress> found = calls.call(ProbeConnection::resolve);
        addresses.addAll(found);
        return Result.pass(found.size() + (found.size() == 1 ? " address" : " addresses"));
    }

    private Result connect() throws ProbeFailure {
        calls.call(connection -> {
            connection.connect();
            return true;
        });
        return Result.pass("connected");
    }

    private Result secure() throws ProbeFailure {
        Optional<String> version = calls.call(ProbeConnection::startTls);
        return version.isPresent()
                ? SecurityWarnings.unverified(settings.tls()).orElseGet(() -> Result.pass(version.get() + ", verified"))
                : SecurityWarnings.cleartext(settings.url(), addresses)
                        .orElseGet(() -> Result.pass("not used, because the URL begins with redis://"));
    }

    private Result authenticate() throws ProbeFailure {
        boolean hasPassword = settings.url().password().isPresent();
        if (hasPassword) {
            Optional<Reply.Refused> refusal = calls.call(ProbeConnection::pingBeforeLogin);
            if (refusal.isPresent()) {
                throw catalog.refused(refusal.get()).exception();
            }
        }
        return accepted(ProbeConnection::authenticate, hasPassword ? "logged in" : "no password is set");
    }

    /** A refused ping also proves that the server answers. */
    private Result ping() throws ProbeFailure {
        Reply reply = calls.call(ProbeConnection::ping);
        if (!(reply instanceof Reply.Refused refused)) {
            return Result.pass("answered");
        }
        Failure failure = catalog.refused(refused);
        if (failure.kind().category() != ErrorCategory.PERMISSION) {
            throw failure.exception();
        }
        return Result.warn(RedisFailure.COMMAND_NOT_PERMITTED
                .detail(
                        "The server answers, but the user may not run PING. Without it, a row that breaks connections cannot be told from an outage.",
                        "Grant it: ACL SETUSER <user> +ping.")
                .at(ErrorDetail.SETTING, TargetStep.PING.configPath()));
    }

    /** With sentinels, it is they who have named the server. */
    private Failure failure(TargetStep step, TransportFailure kind) {
        boolean named = settings.topology() instanceof Topology.Sentinel
                && (step == TargetStep.RESOLVE || step == TargetStep.CONNECT);
        return named ? catalog.announced(kind, calls.server()) : catalog.beforeSending(kind);
    }

    private static Result failed(TargetStep step, DestinationException e) {
        return Result.fail(
                e.detail().at(ErrorDetail.SETTING, configPath(step, e.detail().code())));
    }

    /** With sentinels, the code decides which of several settings is probably wrong. */
    private static String configPath(TargetStep step, String code) {
        if (step != TargetStep.SENTINELS || code.equals(RedisFailure.MASTER_UNKNOWN.name())) {
            return step.configPath();
        }
        return code.equals(RedisFailure.SENTINEL_LOGIN.name()) ? "/config/sentinel_password" : "/config/connection_url";
    }

    private Result accepted(BoundedCalls.Call<Reply> call, String message) throws ProbeFailure {
        Reply reply = calls.call(call);
        if (reply instanceof Reply.Refused refused) {
            throw catalog.refused(refused).exception();
        }
        return Result.pass(message);
    }

    private Result topology() throws ProbeFailure {
        if (!(settings.topology() instanceof Topology.Cluster)) {
            return ServerState.topology(info("default"), settings);
        }
        Reply reply = send(command("CLUSTER", "SLOTS"));
        if (reply instanceof Reply.Refused refused) {
            throw catalog.refused(refused).exception();
        }
        ClusterState cluster = ClusterState.of((Reply.Value) reply, calls.server());
        if (!cluster.isWhole()) {
            return cluster.uncovered();
        }
        Map<Endpoint, TransportFailure> primaries =
                calls.call(connection -> connection.unreachable(cluster.primaries()));
        if (!primaries.isEmpty()) {
            return Result.fail(
                    announced(primaries, "primaries", cluster.primaries().size()));
        }
        Map<Endpoint, TransportFailure> replicas = calls.call(connection -> connection.unreachable(cluster.replicas()));
        return replicas.isEmpty()
                ? Result.pass(cluster.summary() + ", each reached")
                : Result.warn(announced(replicas, "replicas", cluster.replicas().size()));
    }

    private ErrorDetail announced(Map<Endpoint, TransportFailure> failures, String role, int all) {
        String named = failures.entrySet().stream()
                .limit(MAX_NAMED)
                .map(failure -> failure.getKey().host() + ":" + failure.getKey().port() + " ("
                        + catalog.beforeSending(failure.getValue()).detail().message() + ")")
                .collect(Collectors.joining(", "));
        return RedisFailure.ANNOUNCED_UNREACHABLE
                .detail(failures.size() + " of " + all + " addresses that the cluster announces for its " + role
                        + " cannot be reached from this machine: " + named
                        + (failures.size() > MAX_NAMED ? ", and others." : "."))
                .at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath());
    }

    private ServerInfo info(String section) throws ProbeFailure {
        return ServerInfo.of(send(command("INFO", section)));
    }

    private static Command command(String... words) {
        return Command.withoutKey(
                Stream.of(words).map(word -> word.getBytes(US_ASCII)).toList());
    }

    private Reply send(Command command) throws ProbeFailure {
        return send(List.of(command)).get(0);
    }

    private List<Reply> send(List<Command> commands) throws ProbeFailure {
        return calls.call(connection -> connection.commands(commands));
    }
}
