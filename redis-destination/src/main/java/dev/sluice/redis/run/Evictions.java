package dev.sluice.redis.run;

import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.marker.MarkerKeys;
import dev.sluice.redis.port.CommandExecutor;
import dev.sluice.redis.port.KeySpread;
import dev.sluice.redis.port.ServerInfo;
import dev.sluice.spi.RunEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys that servers evict while one writer of a run without a marker is open, and whether one of them is a replica. Without the right to INFO nothing is counted. For one
 * thread.
 */
public final class Evictions {
    private static final int FIELDS = 3;
    private static final String REPLICA = "replica";

    private final CommandExecutor executor;
    private final List<byte[]> keys;
    private final Map<String, Long> before;
    private final boolean replica;

    private Evictions(CommandExecutor executor, List<byte[]> keys) {
        this.executor = executor;
        this.keys = keys;
        List<ServerInfo> servers = ServerInfo.ask(executor, keys);
        this.before = counts(servers);
        this.replica = servers.stream().anyMatch(ServerInfo::isReplica);
    }

    /** Begins to count, on every server that has keys with this prefix. */
    public static Evictions begin(CommandExecutor executor, String keyPrefix) {
        KeySpread spread = executor.spread(MarkerKeys.key(keyPrefix, ""));
        List<byte[]> keys = spread instanceof KeySpread.Suffixes suffixes
                ? suffixes.all().stream()
                        .map(suffix -> MarkerKeys.key(keyPrefix, suffix))
                        .toList()
                : List.of();
        return new Evictions(executor, keys);
    }

    /** How many keys these server processes have evicted, by their {@code run_id}, as far as they tell. */
    static Map<String, Long> counts(List<ServerInfo> servers) {
        Map<String, Long> evicted = new TreeMap<>();
        for (ServerInfo info : servers) {
            info.runId().ifPresent(runId -> info.evictedKeys().ifPresent(number -> evicted.put(runId, number)));
        }
        return evicted;
    }

    /** What the commit of the run needs to know: a line for each server process, with its count before and now, and whether one is a replica. */
    public String text() {
        StringBuilder text = new StringBuilder(replica ? REPLICA + '\n' : "");
        if (!before.isEmpty()) {
            counts(ServerInfo.ask(executor, keys)).forEach((runId, now) -> {
                Long then = before.get(runId);
                if (then != null) {
                    text.append(runId)
                            .append(' ')
                            .append(then)
                            .append(' ')
                            .append(now)
                            .append('\n');
                }
            });
        }
        return text.toString();
    }

    /** How many keys were evicted while writers were open that say this. */
    static long during(List<String> texts) {
        Map<String, Long> first = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (String text : texts) {
            for (String line : text.lines().toList()) {
                String[] fields = line.split(" ", -1);
                if (fields.length == FIELDS && isNumber(fields[1]) && isNumber(fields[2])) {
                    first.merge(fields[0], Long.valueOf(fields[1]), Math::min);
                    last.merge(fields[0], Long.valueOf(fields[2]), Math::max);
                }
            }
        }
        long sum = 0;
        for (Map.Entry<String, Long> end : last.entrySet()) {
            sum += end.getValue() - first.getOrDefault(end.getKey(), end.getValue());
        }
        return sum;
    }

    /** Whether one of these writers wrote to a replica. */
    static boolean onReplica(List<String> texts) {
        return texts.stream().flatMap(String::lines).anyMatch(REPLICA::equals);
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]{1,18}");
    }

    static RunEvent warning(long evicted) {
        return RunEvent.warning(RedisFailure.KEYS_EVICTED.detail(
                "Redis evicted " + evicted + " keys during the run, perhaps some that the run wrote."));
    }
}
