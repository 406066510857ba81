package dev.sluice.redis.it.random;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The settings of one writer, chosen at random.
 *
 * @param mode what it does
 * @param hash whether records are hashes, not texts
 * @param replace whether a hash is replaced as a whole
 * @param nulls what a null does to a hash field: delete, omit or empty
 * @param skip whether INSERT leaves existing records alone
 * @param ttl seconds; 0 is never, below 0 unset
 * @param patient whether it retries for a long time, or not at all
 */
record Campaign(SyncMode mode, boolean hash, boolean replace, String nulls, boolean skip, long ttl, boolean patient) {
    static final String PREFIX = "ours:";
    static final int KEYS = 40;
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("id", FieldType.INTEGER), new Field("v", FieldType.TEXT), new Field("w", FieldType.TEXT));
    private static final RowSchema IDENTITY = RowSchema.of(new Field("id", FieldType.INTEGER));
    private static final List<SyncMode> MODES =
            List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR);

    static Campaign random(Random random) {
        return new Campaign(
                MODES.get(random.nextInt(MODES.size())),
                random.nextBoolean(),
                random.nextInt(3) == 0,
                List.of("delete", "omit", "empty").get(random.nextInt(3)),
                random.nextBoolean(),
                List.of(-1L, 0L, 3_600L).get(random.nextInt(3)),
                random.nextInt(5) > 0);
    }

    WriteRequest request(DestinationConfig base) {
        DestinationConfig config = base.with("key_prefix", PREFIX)
                .with("data_format", hash ? "hash" : "string")
                .with("retry_budget_seconds", patient ? 120L : 0L)
                .with("insert_existing", skip ? "skip" : "overwrite");
        if (hash) {
            config = config.with("hash_write", replace ? "replace" : "merge").with("null_fields", nulls);
        }
        if (ttl >= 0) {
            config = config.with("ttl_seconds", ttl);
        }
        return new WriteRequest(config, DestinationConfig.EMPTY, mode, SCHEMA, List.of("id"));
    }

    /** Whether a row is written only if its record is absent. */
    boolean onlyAbsent() {
        return mode == SyncMode.INSERT && skip;
    }

    /** Whether a row is written only if its record is there. */
    boolean onlyPresent() {
        return mode == SyncMode.UPDATE;
    }

    /** Few keys, so that one occurs often; a null here and there, and now and then a row that cannot be written. */
    List<Change> batch(Random random, long number) {
        int size = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(20);
        List<Change> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            long id = random.nextInt(KEYS);
            if (mode == SyncMode.MIRROR && random.nextInt(4) == 0) {
                batch.add(new Change.Remove(Row.of(IDENTITY, id)));
            } else {
                Object key = random.nextInt(200) == 0 ? null : id;
                batch.add(new Change.Write(Row.of(SCHEMA, key, value(random, number, i), value(random, number, i))));
            }
        }
        return batch;
    }

    private static @org.jspecify.annotations.Nullable String value(Random random, long batch, int row) {
        return random.nextInt(5) == 0
                ? null
                : "canary-pii-" + batch + "-" + row + "x".repeat(random.nextInt(20) == 0 ? 3_000 : 0);
    }

    /** The fields of a row as texts, and whether they are null. */
    static Map<String, java.util.Optional<String>> fields(Row row) {
        Map<String, java.util.Optional<String>> fields = new java.util.LinkedHashMap<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            fields.put(
                    row.schema().field(i).name(),
                    java.util.Optional.ofNullable(value).map(Object::toString));
        }
        return fields;
    }
}
