package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Judges what a server says of itself in {@code INFO}, a right that no sync needs: without it there is nothing to judge. */
final class ServerState {
    private static final double NEARLY_FULL = 0.9;
    private static final long MEBIBYTE = 1 << 20;
    private static final Result NOT_TOLD = Result.skipped(RedisFailure.INFO_NOT_AVAILABLE.detail());

    private ServerState() {}

    /** The lines {@code name:value}. */
    static Map<String, String> parse(String info) {
        Map<String, String> values = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return values;
    }

    /** Whether there is room, and what happens when there is none. */
    static Result memory(Map<String, String> info, RedisSettings settings) {
        Optional<Long> used = number(info.get("used_memory"));
        Optional<Long> most = number(info.get("maxmemory"));
        if (used.isEmpty() || most.isEmpty()) {
            return NOT_TOLD;
        }
        String size = used.get() / MEBIBYTE + " MiB used";
        if (most.get() == 0) {
            return Result.pass(size + ", no limit set");
        }
        String seen = size + " of " + most.get() / MEBIBYTE + " MiB";
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        boolean evicts = policy.startsWith("allkeys-")
                || (policy.startsWith("volatile-") && settings.ttl().kind() == Ttl.Kind.EXPIRES);
        if (evicts) {
            return Result.warn(RedisFailure.EVICTION_POSSIBLE.detail(
                    seen + "; when it is full, Redis drops keys, written ones and others (policy " + policy + ")."));
        }
        if (used.get() > NEARLY_FULL * most.get()) {
            return Result.warn(RedisFailure.MEMORY_NEARLY_FULL.detail(
                    seen + "; when it is full, Redis refuses writes (policy " + policy + ")."));
        }
        return Result.pass(seen);
    }

    /** What kind of server it is. */
    static Result topology(Map<String, String> info, RedisSettings settings) {
        String role = info.get("role");
        if (role == null) {
            return NOT_TOLD;
        }
        if (info.getOrDefault("cluster_enabled", "0").equals("1")) {
            return Result.warn(RedisFailure.IS_CLUSTER
                    .detail("The server is a node of a Redis Cluster; keys that belong to another node are refused.")
                    .at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath()));
        }
        if (role.equals("slave")) {
            return Result.warn(
                    RedisFailure.IS_REPLICA.detail().at(ErrorDetail.SETTING, TargetStep.TOPOLOGY.configPath()));
        }
        Optional<Long> replicas = number(info.get("connected_slaves"));
        if (replicas.isPresent() && replicas.get() < settings.waitReplicas()) {
            return Result.warn(RedisFailure.TOO_FEW_REPLICAS
                    .detail("The primary has " + replicas.get() + " connected replicas, and wait_replicas is "
                            + settings.waitReplicas() + ".")
                    .at(ErrorDetail.SETTING, "/config/wait_replicas"));
        }
        return Result.pass("a primary of its own");
    }

    private static Optional<Long> number(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Long.valueOf(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
