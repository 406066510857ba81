package dev.sluice.redis.write;

import static dev.sluice.redis.write.Lane.outcomes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.redis.command.Rights;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.Change;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of rows that say when they expire. */
final class ExpiryCommandsTest {
    private final FakeExecutor redis = new FakeExecutor();
    private final Lane lane = new Lane(redis, new FakeTimer());

    @Test
    void theExpiryOfARowIsInItsOwnCommands() {
        RowSchema schema = RowSchema.of(
                new Field("k", FieldType.TEXT), new Field("v", FieldType.TEXT), new Field("until", FieldType.INTEGER));
        List<Change> rows = List.of(
                new Change.Write(Row.of(schema, "a", "1", 7L)),
                new Change.Write(Row.of(schema, "b", "2", 0L)),
                new Change.Write(Row.of(schema, "c", "3", null)));
        TestSettings strings = new TestSettings().ttlField("until").expires(60);

        assertThat(outcomes(lane.write(strings, SyncMode.UPSERT, rows.toArray(Change[]::new))))
                .containsExactly("WRITTEN", "SKIPPED EXPIRED", "WRITTEN");
        lane.write(strings.skipExisting(), SyncMode.INSERT, rows.get(0));
        lane.write(strings, SyncMode.UPDATE, rows.get(0));
        assertThat(redis.trips)
                .containsExactly(
                        List.of("SET a 1 EX 7", "SET c 3 EX 60"),
                        List.of("SET a 1 NX EX 7"),
                        List.of("SET a 1 XX EX 7"));
    }

    @Test
    void theExpiryOfAHashIsThatOfItsRow() {
        RowSchema schema = RowSchema.of(new Field("k", FieldType.TEXT), new Field("until", FieldType.INSTANT));
        Change moment = new Change.Write(Row.of(schema, "a", Instant.ofEpochMilli(99_999_999_999_999L)));
        Change none = new Change.Write(Row.of(schema, "a", null));
        TestSettings hashes = new TestSettings().hash().ttlField("until");

        lane.write(hashes, SyncMode.UPSERT, moment);
        lane.write(hashes, SyncMode.UPSERT, none);
        lane.write(hashes, SyncMode.MIRROR, none);
        lane.write(hashes.replace(), SyncMode.UPSERT, moment);
        assertThat(redis.trips.stream()
                        .flatMap(List::stream)
                        .filter(call -> !call.startsWith("HSET"))
                        .map(call -> call.replaceAll("[0-9a-f]{40}", "sha").replaceAll(" 0 k a.*", "")))
                .containsExactly(
                        "PEXPIREAT a 99999999999999",
                        "HDEL a until",
                        "PERSIST a",
                        "HDEL a until",
                        "PERSIST a",
                        "EVALSHA sha 1 a A 1 PEXPIREAT 99999999999999");
    }

    @Test
    void anExpiryForWhichTheUserLacksTheRightIsRejectedUnsent() {
        RowSchema schema = RowSchema.of(new Field("k", FieldType.TEXT), new Field("until", FieldType.INTEGER));
        RedisSettings settings = new TestSettings().hash().ttlField("until").build();
        Rights neither = new Rights(true, false, false, true, false);

        BatchResult result = lane.writer(settings, SyncMode.MIRROR, neither)
                .write(List.of(new Change.Write(Row.of(schema, "a", 7L)), new Change.Write(Row.of(schema, "b", null))));
        assertThat(result.outcome(0).toString()).contains("asks for EXPIRE,", "<user> +expire.");
        assertThat(result.outcome(1).toString()).contains("asks for PERSIST,", "<user> +persist.");
        assertThat(outcomes(result)).containsExactly("REJECTED EXPIRY_NOT_PERMITTED", "REJECTED EXPIRY_NOT_PERMITTED");
        assertThat(redis.trips).isEmpty();
    }
}
