package dev.sluice.redis.write;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.command.RowCommands;
import dev.sluice.redis.command.WriteCondition;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.failure.FailureCatalog;
import dev.sluice.redis.failure.SkipReason;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.redis.retry.RetryBudget;
import dev.sluice.redis.write.ModelRedis.Entry;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random batches of few keys, in every mode and format, in fair and foul weather: what the outcomes tell must be what is there. The oracle applies
 * each change by itself, in order, as its outcome says. A failing round is found again with {@code -Dsluice.seed}.
 */
final class WriterModelTest {
    private static final RowSchema SCHEMA = RowSchema.of(
            new Field("k", FieldType.TEXT), new Field("v", FieldType.TEXT), new Field("w", FieldType.TEXT));
    private static final RowSchema IDENTITY = RowSchema.of(new Field("k", FieldType.TEXT));
    private static final List<SyncMode> MODES =
            List.of(SyncMode.UPSERT, SyncMode.INSERT, SyncMode.UPDATE, SyncMode.MIRROR);

    private static final Outcome AFTER_RETRY = SkipReason.KEY_EXISTS_AFTER_RETRY.outcome();

    private enum Weather {
        FINE,
        FAULTS,
        OUTAGE,
        FULL
    }

    @ParameterizedTest
    @EnumSource
    void whatTheOutcomesTellIsWhatIsThere(Weather weather) {
        long seed = Long.getLong("sluice.seed", new Random().nextLong());
        Random random = new Random(seed);
        for (int round = 0; round < 6_000; round++) {
            check(random, weather, weather + ", seed " + seed + ", round " + round);
        }
    }

    private static void check(Random random, Weather weather, String where) {
        RedisSettings settings = settings(random);
        SyncMode mode = MODES.get(random.nextInt(MODES.size()));
        ModelRedis redis = new ModelRedis(random);
        redis.records.put("0", Entry.text("foreign", "7"));
        redis.records.put("1", new Entry(Map.of("old", "1", "v", "old"), true, "8"));
        redis.replicate();
        Map<String, Entry> oracle = new TreeMap<>(redis.records);
        List<Change> batch = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            batch.add(change(random, mode, weather != Weather.FINE));
        }
        redis.tells = random.nextBoolean();
        redis.failsOver = settings.waitReplicas() > 0;
        switch (weather) {
            case FINE -> {}
            case FAULTS -> redis.faults = 1 + random.nextInt(4);
            case OUTAGE -> {
                redis.faults = random.nextInt(4);
                redis.tripsUntilOutage = random.nextInt(8);
            }
            case FULL -> redis.full = true;
        }

        BatchResult result;
        try {
            result = writer(settings, mode, redis).write(batch);
        } catch (DestinationException e) {
            assertThat(weather).as(where).isEqualTo(Weather.OUTAGE);
            assertThat(redis.records).as("%s: nothing has landed", where).isEqualTo(oracle);
            return;
        }

        assertThat(result.size()).as(where).isEqualTo(batch.size());
        boolean maySettleAll = weather == Weather.FINE || weather == Weather.FAULTS;
        assertThat(result.stop().isPresent() && maySettleAll).as(where).isFalse();
        Set<String> unknown = new HashSet<>();
        Set<String> untold = new HashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            String key = text(batch.get(i).row(), 0);
            Outcome outcome = result.outcome(i);
            assertThat(unknown.contains(key) && outcome instanceof Outcome.Written)
                    .as("%s: nothing overtakes a change whose fate is unknown", where)
                    .isFalse();
            if (outcome instanceof Outcome.Indeterminate) {
                assertThat(result.stop()).as(where).isPresent();
                unknown.add(key);
            } else if (outcome instanceof Outcome.Written) {
                apply(oracle, settings, mode, batch.get(i), key);
            } else if (!unknown.contains(key)) {
                String code = outcome instanceof Outcome.Rejected rejected
                        ? rejected.error().code()
                        : ((Outcome.Skipped) outcome).reason();
                switch (code) {
                    case "ROW_BREAKS_CONNECTION" ->
                        assertThat(isPoison(batch.get(i))).as(where).isTrue();
                    case "KEY_EXISTS_AFTER_RETRY" -> {
                        assertThat(redis.tells).as(where).isFalse();
                        if (mayBeOvertaken(batch, result, i, key)) {
                            untold.add(key);
                        }
                        if (!oracle.containsKey(key)) {
                            apply(oracle, settings, mode, batch.get(i), key);
                        }
                    }
                    // It is not written, whatever else would keep it from being written: that is held against the
                    // records.
                    case "OUT_OF_MEMORY" -> assertThat(weather).as(where).isEqualTo(Weather.FULL);
                    default -> {
                        boolean overtaken = code.equals("KEY_EXISTS") && mayBeOvertaken(batch, result, i, key);
                        if (!overtaken) {
                            assertThat(code).as(where).isEqualTo(expected(oracle, settings, mode, key));
                        }
                    }
                }
            }
        }
        unknown.addAll(untold);
        oracle.keySet().removeAll(unknown);
        redis.records.keySet().removeAll(unknown);
        assertThat(redis.records).as(where).isEqualTo(oracle);
    }

    /** If a server refuses one change for now and takes the next of its key, the later one can have made the key. */
    private static boolean mayBeOvertaken(List<Change> batch, BatchResult result, int from, String key) {
        for (int i = from + 1; i < batch.size(); i++) {
            Outcome outcome = result.outcome(i);
            boolean mayHaveLanded = outcome instanceof Outcome.Written
                    || outcome instanceof Outcome.Indeterminate
                    || outcome.equals(AFTER_RETRY);
            if (mayHaveLanded && text(batch.get(i).row(), 0).equals(key)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPoison(Change change) {
        return change instanceof Change.Write
                && ModelRedis.POISON.equals(change.row().value(1));
    }

    /** Why a change of this key cannot be written, or is left. */
    private static String expected(Map<String, Entry> oracle, RedisSettings settings, SyncMode mode, String key) {
        Entry entry = oracle.get(key);
        return switch (WriteCondition.of(settings, mode)) {
            case IF_ABSENT -> entry != null ? "KEY_EXISTS" : "written";
            case IF_PRESENT -> entry == null ? "KEY_ABSENT" : wrongType(settings, entry);
            case ALWAYS -> entry == null ? "written" : wrongType(settings, entry);
        };
    }

    private static String wrongType(RedisSettings settings, Entry entry) {
        return settings.format() == Format.HASH && !entry.isHash() ? "WRONGTYPE" : "written";
    }

    private static void apply(
            Map<String, Entry> oracle, RedisSettings settings, SyncMode mode, Change change, String key) {
        if (change instanceof Change.Remove) {
            oracle.remove(key);
            return;
        }
        Entry before = oracle.get(key);
        String ttl = settings.ttl(mode).kind() == Ttl.Kind.EXPIRES
                ? Long.toString(settings.ttl(mode).seconds())
                : ModelRedis.NO_EXPIRY;
        if (settings.format() == Format.STRING) {
            oracle.put(key, Entry.text(whole(change.row()), ttl));
            return;
        }
        boolean keeps = before != null && settings.hashWrite() == HashWrite.MERGE;
        Map<String, String> fields =
                new TreeMap<>(keeps ? Objects.requireNonNull(before).fields() : Map.of());
        for (int i = 0; i < change.row().size(); i++) {
            String name = SCHEMA.field(i).name();
            Object value = change.row().value(i);
            if (value == null) {
                fields.remove(name);
            } else {
                fields.put(name, value.toString());
            }
        }
        boolean keepsExpiry = before != null && settings.ttl(mode).kind() == Ttl.Kind.UNSET;
        oracle.put(
                key,
                new Entry(
                        fields,
                        true,
                        keepsExpiry ? Objects.requireNonNull(before).expiry() : ttl));
    }

    private static RedisSettings settings(Random random) {
        TestSettings settings = new TestSettings()
                .pipelineCommands(1 + random.nextInt(6))
                .pipelineBytes(random.nextBoolean() ? 1 << 20 : 20);
        if (random.nextInt(3) > 0) {
            settings.hash();
        }
        if (random.nextBoolean()) {
            settings.replace();
        }
        if (random.nextBoolean()) {
            settings.skipExisting();
        }
        if (random.nextInt(3) == 0) {
            settings.waitReplicas(1);
        }
        return switch (random.nextInt(3)) {
            case 0 -> settings.expires(60).build();
            case 1 -> settings.neverExpires().build();
            default -> settings.build();
        };
    }

    private static Change change(Random random, SyncMode mode, boolean poisons) {
        String key = Integer.toString(random.nextInt(4));
        if (mode == SyncMode.MIRROR && random.nextInt(3) == 0) {
            return new Change.Remove(Row.of(IDENTITY, key));
        }
        return new Change.Write(Row.of(
                SCHEMA,
                key,
                poisons && random.nextInt(40) == 0
                        ? ModelRedis.POISON
                        : random.nextBoolean() ? "v" + random.nextInt(3) : null,
                random.nextBoolean() ? "w" + random.nextInt(3) : null));
    }

    private static RedisWriter writer(RedisSettings settings, SyncMode mode, ModelRedis redis) {
        RowSerializer serializer = row ->
                settings.format() == Format.STRING ? new Payload.Text(whole(row).getBytes(UTF_8)) : fields(row);
        FailureCatalog failures = new FailureCatalog(settings);
        return new RedisWriter(
                settings,
                new RowCommands(
                        settings,
                        mode,
                        row -> text(row, 0).getBytes(UTF_8),
                        serializer,
                        Lane.expiries(settings, mode, Lane.WITHOUT_SCRIPTS),
                        Lane.WITHOUT_SCRIPTS),
                redis,
                failures,
                new RetryBudget(settings.retryBudget(), new FakeTimer(), RunContext.of("model")),
                () -> "",
                () -> {});
    }

    private static Payload fields(Row row) {
        List<byte[]> pairs = new ArrayList<>();
        List<byte[]> deletions = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            byte[] name = row.schema().field(i).name().getBytes(UTF_8);
            if (row.value(i) == null) {
                deletions.add(name);
            } else {
                pairs.add(name);
                pairs.add(text(row, i).getBytes(UTF_8));
            }
        }
        return new Payload.Fields(pairs, deletions);
    }

    private static String whole(Row row) {
        return row.value(1) + " " + row.value(2);
    }

    private static String text(Row row, int field) {
        return (String) Objects.requireNonNull(row.value(field));
    }
}
