package dev.sluice.redis.marker;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys that hold the marker of a run. They stand in its handle, so that writers in other processes know them.
 *
 * @param beginning how every key begins
 * @param suffixes what follows in each key
 */
public record MarkerKeys(String beginning, List<String> suffixes) {
    private static final String KEY = "marker_key";
    private static final String SUFFIXES = "marker_suffixes";

    public MarkerKeys {
        suffixes = List.copyOf(suffixes);
    }

    /** How the keys of a sync begin; empty if the run keeps no marker. */
    public static Optional<String> beginning(RedisSettings settings, RunContext context) {
        return settings.markerKey().flatMap(text -> context.syncId().map(text::concat));
    }

    /** Those of a run; empty if it has no marker. */
    public static Optional<MarkerKeys> of(RunHandle run) {
        String beginning = run.values().get(KEY);
        String suffixes = run.values().get(SUFFIXES);
        return beginning == null || suffixes == null
                ? Optional.empty()
                : Optional.of(new MarkerKeys(beginning, List.of(suffixes.split(",", -1))));
    }

    /** What the handle says of them. */
    public Map<String, String> values() {
        return Map.of(KEY, beginning, SUFFIXES, String.join(",", suffixes));
    }

    public static byte[] key(String beginning, String suffix) {
        return (beginning + suffix).getBytes(StandardCharsets.UTF_8);
    }

    /** Builds the keys of rows as {@code keys} does, and rejects a row that would overwrite or delete the marker. */
    public KeyBuilder protect(KeyBuilder keys) {
        byte[] start = key(beginning, "");
        Set<ByteBuffer> taken = suffixes.stream()
                .map(suffix -> ByteBuffer.wrap(key(beginning, suffix)))
                .collect(Collectors.toUnmodifiableSet());
        return row -> {
            byte[] key = keys.key(row);
            // Nearly every key differs from the first byte on, or ends before.
            int difference = Arrays.mismatch(key, start);
            if ((difference < 0 || difference == start.length) && taken.contains(ByteBuffer.wrap(key))) {
                throw new RejectedRow(RedisFailure.KEY_IS_MARKER.detail());
            }
            return key;
        };
    }
}
