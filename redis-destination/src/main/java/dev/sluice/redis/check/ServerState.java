package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;

/** Evaluates the reply to {@code INFO}. No sync needs the right to it; without the right these steps are skipped. */
final class ServerState {
    private static final double NEARLY_FULL = 0.9;
    private static final long MEBIBYTE = 1 << 20;
    private static final Result UNKNOWN = Result.skipped(RedisFailure.INFO_NOT_AVAILABLE.detail());

    private ServerState() {}

    /** The free memory, and what the server does when there is none. */
    static Result memory(ServerInfo info, RedisSettings settings) {
        Optional<Long> used = info.usedMemory();
        Optional<Long> most = info.maxMemory();
        if (used.isEmpty() || most.isEmpty()) {
            return UNKNOWN;
        }
        String size = used.get() / MEBIBYTE + " MiB used";
        if (most.get() == 0) {
            return Result.pass(size + ", no limit set");
        }
        String seen = size + " of " + most.get() / MEBIBYTE + " MiB";
        String policy = info.value("maxmemory_policy").orElse("noeviction");
        boolean evicts = policy.startsWith("allkeys-") || (policy.startsWith("volatile-") && settings.mayExpire());
        if (evicts) {
            return Result.warn(RedisFailure.EVICTION_POSSIBLE.detail(
                    seen + "; when the memory is full, Redis evicts keys, those of the sync and others (policy "
                            + policy + ")."));
        }
        if (used.get() > NEARLY_FULL * most.get()) {
            return Result.warn(RedisFailure.MEMORY_NEARLY_FULL.detail(
                    seen + "; when the memory is full, Redis refuses writes (policy " + policy + ")."));
        }
        return Result.pass(seen);
    }

    /** Whether the server is the primary that the settings say it is. */
    static Result topology(ServerInfo info, RedisSettings settings) {
        Optional<String> role = info.value("role");
        if (role.isEmpty()) {
            return UNKNOWN;
        }
        if (info.value("cluster_enabled").orElse("0").equals("1")) {
            return Result.warn(RedisFailure.IS_CLUSTER
                    .detail("The server is a node of a Redis Cluster; keys that belong to another node are refused.")
                    .at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath()));
        }
        if (role.get().equals("slave")) {
            return Result.warn(
                    RedisFailure.IS_REPLICA.detail().at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath()));
        }
        Optional<Long> replicas = info.number("connected_slaves");
        if (replicas.isPresent() && replicas.get() < settings.waitReplicas()) {
            return Result.warn(RedisFailure.TOO_FEW_REPLICAS
                    .detail("The primary has " + replicas.get() + " connected replicas, and wait_replicas is "
                            + settings.waitReplicas() + ".")
                    .at(ErrorDetail.SETTING, "/config/wait_replicas"));
        }
        return Result.pass("a standalone primary");
    }
}
