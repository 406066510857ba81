package dev.sluice.redis.it.random;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisMovedDataException;

/** Reads what a server holds. */
final class Keys {
    private Keys() {}

    /** Waits until this is the only client: the server has read to its end whatever lost connections held. */
    static void awaitAlone(Jedis jedis) {
        await().atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> jedis.clientList()
                                .lines()
                                // Replicas, their primaries and sentinels are clients of another kind.
                                .filter(line -> !line.contains("flags=S")
                                        && !line.contains("flags=M")
                                        && !line.contains("name=sentinel"))
                                .count()
                        == 1);
    }

    static void read(Jedis jedis, Map<String, Entry> into) {
        for (String key : jedis.keys(Campaign.PREFIX + "*")) {
            try {
                String type = jedis.type(key);
                boolean expires = jedis.ttl(key) >= 0;
                switch (type) {
                    case "none" -> into.remove(key);
                    case "string" -> into.put(key, Entry.text(jedis.get(key), expires));
                    default -> into.put(key, new Entry(type, new TreeMap<>(jedis.hgetAll(key)), expires));
                }
            } catch (JedisMovedDataException e) {
                // A copy that nobody can read.
            }
        }
    }
}
