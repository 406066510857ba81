package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;

/**
 * Everything that a database of Redis holds: by key, the type and the value.
 *
 * @param records as text, the fields of a hash in the order of their names
 * @param expiring how many of them expire
 */
record Contents(Map<String, String> records, int expiring) {
    private static final String MARKER = "~sluice:";

    /** What is there now, without markers. */
    static Contents of(Jedis jedis) {
        Map<String, String> records = new TreeMap<>();
        int expiring = 0;
        for (String key : jedis.keys("*")) {
            if (!key.contains(MARKER)) {
                records.put(key, value(jedis, key));
                expiring += jedis.pttl(key) >= 0 ? 1 : 0;
            }
        }
        return new Contents(records, expiring);
    }

    private static String value(Jedis jedis, String key) {
        String type = jedis.type(key);
        return switch (type) {
            case "hash" -> hash(jedis.hgetAll(key));
            case "string" -> "string " + jedis.get(key);
            case "list" -> "list " + jedis.lrange(key, 0, -1);
            default -> type;
        };
    }

    /** A hash as {@link #records} has it. */
    static String hash(Map<String, String> fields) {
        return "hash " + new TreeMap<>(fields);
    }

    /** Holds them against what should be there, key for key. */
    void assertAre(Map<String, String> expected) {
        Map<String, String> differences = new TreeMap<>();
        TreeSet<String> keys = new TreeSet<>(records.keySet());
        keys.addAll(expected.keySet());
        for (String key : keys) {
            String is = records.getOrDefault(key, "absent");
            String should = expected.getOrDefault(key, "absent");
            if (!is.equals(should)) {
                differences.put(key, "is " + is + ", and should be " + should);
            }
        }
        assertThat(differences).as("records that are not what they should be").isEmpty();
    }
}
