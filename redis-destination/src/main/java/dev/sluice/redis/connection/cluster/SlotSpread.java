package dev.sluice.redis.connection.cluster;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.KeySpread;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Finds numbers to append to a key, so that the keys lie in 16 slots at equal distances, and on every primary. It tries one number after the
 * other: hash tags would decide the slot at once, but they fail for keys that begin with a brace of their own.
 */
final class SlotSpread {
    private static final int FIXED = 16;
    private static final int DISTANCE = SlotMap.SLOTS / FIXED;

    private final byte[] key;

    private SlotSpread(byte[] key) {
        this.key = key;
    }

    static KeySpread.Suffixes of(byte[] key, SlotMap map) {
        SlotSpread spread = new SlotSpread(key);
        // A whole hash tag in the key decides the slot alone: that of every row, too, if the tag is in the prefix of
        // all keys.
        if (spread.slot(0) == spread.slot(1)) {
            return KeySpread.Suffixes.ONE_KEY;
        }
        List<String> fixed = spread.fixed();
        return new KeySpread.Suffixes(fixed, spread.further(map));
    }

    private static String suffix(int number) {
        return ":" + number;
    }

    private int slot(int number) {
        byte[] suffix = suffix(number).getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(key, key.length + suffix.length);
        System.arraycopy(suffix, 0, whole, key.length, suffix.length);
        return JedisClusterCRC16.getSlot(whole);
    }

    /** For the slot in the middle of each sixteenth, the first number that leads there. */
    private List<String> fixed() {
        String[] found = new String[FIXED];
        int missing = FIXED;
        for (int number = 0; missing > 0; number++) {
            int slot = slot(number);
            if (slot % DISTANCE == DISTANCE / 2 && found[slot / DISTANCE] == null) {
                found[slot / DISTANCE] = suffix(number);
                missing--;
            }
        }
        return List.of(found);
    }

    private List<String> further(SlotMap map) {
        Set<Endpoint> without = new LinkedHashSet<>(map.nodes());
        for (int i = 0; i < FIXED; i++) {
            without.remove(map.ownerOf(i * DISTANCE + DISTANCE / 2));
        }
        without.removeIf(node -> !map.serves(node));
        List<String> found = new ArrayList<>(without.size());
        for (int number = 0; !without.isEmpty(); number++) {
            if (without.remove(map.ownerOf(slot(number)))) {
                found.add(suffix(number));
            }
        }
        return found;
    }
}
