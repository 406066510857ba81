package dev.sluice.redis.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.UnsentRow;
import dev.sluice.redis.write.TestSettings;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowExpiryTest {
    private static final Instant NOW = Instant.parse("2026-05-04T03:02:01.500Z");

    @Test
    void wholeNumbersAreSecondsFromTheWrite() throws UnsentRow {
        assertThat(set(FieldType.INTEGER, 90L)).isEqualTo("EX 90");
        assertThat(set(FieldType.BIG_INTEGER, BigInteger.valueOf(90))).isEqualTo("EX 90");
    }

    @Test
    void instantsAndTimestampsInUtcAreTheMomentItself() throws UnsentRow {
        assertThat(set(FieldType.INSTANT, NOW.plusMillis(1)))
                .isEqualTo("PXAT " + NOW.plusMillis(1).toEpochMilli());
        assertThat(set(FieldType.TIMESTAMP, LocalDateTime.ofInstant(NOW.plusSeconds(1), ZoneOffset.UTC)))
                .isEqualTo("PXAT " + NOW.plusSeconds(1).toEpochMilli());
    }

    @Test
    void aNullOrAMissingFieldIsAsTheSettingsSay() throws UnsentRow {
        assertThat(set(FieldType.INTEGER, null)).isEqualTo("EX 60");
        RedisSettings settings =
                new TestSettings().expires(60).ttlField("other").build();
        assertThat(text(expiry(settings, SyncMode.UPSERT).of(row(FieldType.INTEGER, 5L))))
                .isEqualTo("EX 60");
        RedisSettings unset = new TestSettings().ttlField("until").hash().build();
        for (SyncMode mode : List.of(SyncMode.UPSERT, SyncMode.MIRROR)) {
            assertThat(expiry(unset, mode).of(row(FieldType.INTEGER, null)))
                    .as("in %s, where the record may have the expiry of an earlier row", mode)
                    .isSameAs(KeyExpiry.NONE);
        }
    }

    @Test
    void aRowWhoseTimeIsOverIsSkipped() {
        for (Row row : List.of(
                row(FieldType.INTEGER, 0L),
                row(FieldType.INTEGER, Long.MIN_VALUE),
                row(FieldType.BIG_INTEGER, BigInteger.TEN.pow(40).negate()),
                row(FieldType.INSTANT, NOW),
                row(FieldType.INSTANT, Instant.MIN),
                row(FieldType.TIMESTAMP, LocalDateTime.MIN))) {
            assertThat(unsent(row).outcome()).isEqualTo(Outcome.skipped("EXPIRED"));
        }
    }

    @Test
    void aMomentThatRedisCannotCountIsRejected() throws UnsentRow {
        Instant last = Instant.ofEpochSecond(9_000_000_000_000_000L);
        assertThat(set(FieldType.INSTANT, last)).isEqualTo("PXAT 9000000000000000000");
        for (Instant moment : List.of(last.plusSeconds(1), Instant.MAX)) {
            assertThat(((RejectedRow) unsent(row(FieldType.INSTANT, moment)))
                            .error()
                            .code())
                    .isEqualTo("EXPIRY_OUT_OF_RANGE");
        }
    }

    @Test
    void aMomentThatIsGivenAsANumberIsRejectedWithTheWayToConvertIt() throws UnsentRow {
        assertThat(set(FieldType.INTEGER, 1_000_000_000L)).isEqualTo("EX 1000000000");
        for (Row row : List.of(
                row(FieldType.INTEGER, 1_000_000_001L),
                row(FieldType.INTEGER, NOW.getEpochSecond()),
                row(FieldType.INTEGER, NOW.toEpochMilli()),
                row(FieldType.INTEGER, Long.MAX_VALUE),
                row(FieldType.BIG_INTEGER, BigInteger.valueOf(NOW.toEpochMilli())),
                row(FieldType.BIG_INTEGER, BigInteger.TEN.pow(40)))) {
            assertThat(unsent(row)).isInstanceOfSatisfying(RejectedRow.class, rejected -> {
                assertThat(rejected.error().code()).isEqualTo("EXPIRY_OUT_OF_RANGE");
                assertThat(rejected.error().message()).contains("'until'", "31 years");
                assertThat(rejected.error().remedy()).contains("seconds", "milliseconds", "to_timestamp", "epoch_ms");
            });
        }
    }

    @Test
    void anyOtherTypeIsRejectedByTheNameOfItsField() {
        assertThat(unsent(row(FieldType.TEXT, "secret"))).isInstanceOfSatisfying(RejectedRow.class, rejected -> {
            assertThat(rejected.error().code()).isEqualTo("EXPIRY_UNSUPPORTED_TYPE");
            assertThat(rejected.error().message()).contains("'until'", "TEXT").doesNotContain("secret");
        });
    }

    @Test
    void jitterShortensSecondsWithinItsShareAndNoMoment() throws UnsentRow {
        long seed = System.nanoTime();
        RedisSettings settings =
                new TestSettings().expires(1_000).ttlField("until").jitter(20).build();
        RowExpiry expiry =
                new RowExpiry(settings, SyncMode.UPSERT, true, Clock.fixed(NOW, ZoneOffset.UTC), new Random(seed));
        Set<Long> ofRows = new HashSet<>();
        Set<Long> ofSettings = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            ofRows.add(seconds(expiry.of(row(FieldType.INTEGER, 100L))));
            ofSettings.add(seconds(expiry.of(row(FieldType.INTEGER, null))));
            assertThat(text(expiry.of(row(FieldType.INTEGER, 1L)))).isEqualTo("EX 1");
        }
        assertThat(ofRows).as("seed %d", seed).hasSize(21).allMatch(seconds -> seconds >= 80 && seconds <= 100);
        assertThat(ofSettings)
                .as("seed %d", seed)
                .hasSizeGreaterThan(150)
                .allMatch(seconds -> seconds >= 800 && seconds <= 1_000);
        assertThat(text(expiry.of(row(FieldType.INSTANT, NOW.plusSeconds(9)))))
                .isEqualTo("PXAT " + NOW.plusSeconds(9).toEpochMilli());
    }

    private static UnsentRow unsent(Row row) {
        RedisSettings settings = new TestSettings().ttlField("until").build();
        return catchThrowableOfType(
                UnsentRow.class, () -> expiry(settings, SyncMode.UPSERT).of(row));
    }

    private static String set(FieldType type, @Nullable Object value) throws UnsentRow {
        RedisSettings settings =
                new TestSettings().expires(60).ttlField("until").build();
        return text(expiry(settings, SyncMode.UPSERT).of(row(type, value)));
    }

    private static RowExpiry expiry(RedisSettings settings, SyncMode mode) {
        return new RowExpiry(settings, mode, true, Clock.fixed(NOW, ZoneOffset.UTC), new Random(1));
    }

    private static Row row(FieldType type, @Nullable Object value) {
        return Row.of(RowSchema.of(new Field("id", FieldType.INTEGER), new Field("until", type)), 1L, value);
    }

    private static long seconds(KeyExpiry expiry) {
        return Long.parseLong(text(expiry).substring(3));
    }

    private static String text(KeyExpiry expiry) {
        return expiry.setOptions().stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .collect(Collectors.joining(" "));
    }
}
