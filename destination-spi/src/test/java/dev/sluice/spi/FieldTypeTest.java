package dev.sluice.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTypeTest {
    private static final long SEED = 20_261_124;
    private static final int ROUNDS = 2_000;

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void parseIsTheInverseOfFormat(FieldType type) {
        Random random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            Object value = randomValue(type, random);
            Object back = type.parse(type.format(value));
            assertThat(back).as("round %d of seed %d", i, SEED).isInstanceOf(type.javaType());
            assertThat(type.format(back)).isEqualTo(type.format(value));
            if (type == FieldType.DECIMAL) {
                assertThat((BigDecimal) back).isEqualByComparingTo((BigDecimal) value);
            } else {
                assertThat(back).isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void noTextDependsOnTheDefaultLocale(FieldType type) {
        Object value = randomValue(type, new Random(SEED));
        String text = type.format(value);
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(type.format(value)).isEqualTo(text);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({"1.50,1.50", "1E+3,1000", "-1.5E-3,-0.0015", "0E+2000000000,0", "0.00,0.00"})
    void decimalsArePlainWithTheDigitsTheyHave(BigDecimal value, String text) {
        assertThat(FieldType.DECIMAL.format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+2147483647", "-1E+999999999", "1E-2147483647", "0E-2000000", "1E+1048576"})
    void aDecimalTooLongToWriteHasNoCanonicalText(String number) {
        assertThatThrownBy(() -> FieldType.DECIMAL.format(new BigDecimal(number)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a decimal of more than 1048576 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+1048575", "-1E+1048574", "1E-1048574"})
    void aDecimalOfTheGreatestLengthRoundTrips(String number) {
        String text = FieldType.DECIMAL.format(new BigDecimal(number));
        assertThat(text.length()).isEqualTo(FieldType.MAX_DECIMAL_LENGTH);
    }

    @ParameterizedTest
    @CsvSource({
        "BOOLEAN,TRUE",
        "BOOLEAN,1",
        "INTEGER,1.0",
        "INTEGER,9223372036854775808",
        "BIG_INTEGER,x",
        "DECIMAL,1e3",
        "FLOAT,one",
        "DOUBLE,1;5",
        "DATE,2026-02-30",
        "TIME,25:00:00",
        "TIMESTAMP,2026-11-23",
        "INSTANT,2026-11-23T08:05:00",
        "INSTANT,2016-12-31T23:59:60Z",
        "UUID,7",
        "BYTES,***"
    })
    void otherTextIsRefusedWithoutRepeatingIt(FieldType type, String text) {
        assertThatThrownBy(() -> type.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("not the canonical text of a " + type);
    }

    @Test
    void timesCarrySecondsAndOnlyTheFractionTheyNeed() {
        assertThat(FieldType.TIME.format(LocalTime.of(8, 5))).isEqualTo("08:05:00");
        assertThat(FieldType.TIME.format(LocalTime.of(8, 5, 0, 250_000_000))).isEqualTo("08:05:00.25");
        assertThat(FieldType.TIME.format(LocalTime.of(8, 5, 0, 1))).isEqualTo("08:05:00.000000001");
        assertThat(FieldType.TIMESTAMP.format(LocalDateTime.of(2026, 11, 23, 8, 5)))
                .isEqualTo("2026-11-23T08:05:00");
        assertThat(FieldType.INSTANT.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00Z");
    }

    static Object randomValue(FieldType type, Random random) {
        return switch (type) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> random.nextLong() >> random.nextInt(64);
            case BIG_INTEGER -> new BigInteger(random.nextInt(200), random).subtract(BigInteger.TWO.pow(100));
            case DECIMAL -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(80) - 40);
            case FLOAT -> Float.intBitsToFloat(random.nextInt());
            case DOUBLE -> Double.longBitsToDouble(random.nextLong());
            case TEXT, JSON ->
                random.ints(random.nextInt(20), 0, 0x2000)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            case DATE -> LocalDate.ofEpochDay(random.nextInt(2_000_000) - 1_000_000);
            case TIME -> LocalTime.ofNanoOfDay(Math.floorMod(random.nextLong(), 86_400_000_000_000L));
            case TIMESTAMP ->
                LocalDateTime.ofEpochSecond(random.nextInt() * 20L, random.nextInt(1_000_000_000), ZoneOffset.UTC);
            case INSTANT -> Instant.ofEpochSecond(random.nextInt() * 20L, random.nextInt(1_000) * 1_000_000L);
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(30)];
                random.nextBytes(bytes);
                yield bytes;
            }
        };
    }
}
