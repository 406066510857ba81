package dev.sluice.tck.support;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

/** Values of every type: corner cases that destinations are known to get wrong, and a few random ones. The same seed gives the same values. */
public final class SampleValues {
    /** Random values beside the corner cases of each type. */
    private static final int RANDOM = 6;

    private SampleValues() {}

    public static List<Object> of(FieldType type, long seed) {
        List<Object> values = new ArrayList<>(corners(type));
        Random random = new Random(seed + type.name().hashCode());
        for (int i = 0; i < RANDOM; i++) {
            values.add(random(type, random));
        }
        return values;
    }

    /** A value that every target of this type can hold: the first of the samples. */
    public static Object ordinary(FieldType type) {
        return corners(type).get(0);
    }

    private static List<Object> corners(FieldType type) {
        return switch (type) {
            case BOOLEAN -> List.of(true, false);
            case INTEGER ->
                List.of(
                        7L,
                        0L,
                        -1L,
                        Long.MAX_VALUE,
                        Long.MIN_VALUE,
                        9_007_199_254_740_993L,
                        9_007_199_254_740_992L,
                        4_294_967_303L,
                        1_000_000L);
            case BIG_INTEGER ->
                List.of(
                        BigInteger.valueOf(7),
                        BigInteger.TWO.pow(64),
                        BigInteger.TEN.pow(40).negate(),
                        BigInteger.TEN.pow(60).add(BigInteger.valueOf(7)));
            case DECIMAL ->
                List.of(
                        new BigDecimal("1.50"),
                        new BigDecimal("1E+3"),
                        new BigDecimal("0.00"),
                        new BigDecimal("-0.000000000000000000001"),
                        new BigDecimal("0.0000000000000000000000000000000000012"),
                        new BigDecimal("12345678901234567890.123456789"),
                        new BigDecimal("1234567890".repeat(4) + "." + "0987654321".repeat(4)));
            case FLOAT ->
                List.of(
                        0.5f,
                        0.1f,
                        -0.0f,
                        16_777_216.0f,
                        1e-7f,
                        Float.MIN_VALUE,
                        Float.MAX_VALUE,
                        Float.NaN,
                        Float.POSITIVE_INFINITY,
                        Float.NEGATIVE_INFINITY);
            case DOUBLE ->
                List.of(
                        0.5,
                        0.1,
                        -0.0,
                        1e-7,
                        1e21,
                        1234567.25,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY);
            case TEXT ->
                List.of(
                        "plain",
                        " padded ",
                        "   ",
                        "Zoë e\u0301 \u05D0\u05D1 \uD83D\uDE00 \uDBFF\uDFFD",
                        "line\r\nbreak\ttab\n",
                        "nothing \u0000 in it",
                        "\uFEFFmark \u2028 \u0085",
                        "",
                        "quote \" ' ` \\ back",
                        "\\N",
                        "\\.",
                        "\\x41",
                        "%s {0} ${a} ? :b $1",
                        "=1+1",
                        "null",
                        "NaN",
                        "true",
                        "007",
                        "1e5",
                        "2026-11-23",
                        "a,b;c|d",
                        "{}",
                        "&lt;b&gt; &amp; <b>",
                        "a%20b+c",
                        "2026-11-23T08:05:00Z",
                        "0F8FAD5B-D9CB-469F-A165-70867728950E",
                        "12345678901234567890",
                        "[1, 2]",
                        "\"quoted\"",
                        "' OR 1=1 -- /* x */",
                        "- a: b # c",
                        "\uFFFF\uFFFE",
                        "\u212B \uFB01 \uFF11",
                        "one\rtwo\u000Bthree\u001B");
            case DATE ->
                List.of(
                        LocalDate.of(2026, 11, 23),
                        LocalDate.of(1, 1, 1),
                        LocalDate.of(1500, 2, 28),
                        LocalDate.of(1582, 10, 4),
                        LocalDate.of(1582, 10, 15),
                        LocalDate.of(2024, 2, 29),
                        LocalDate.of(2024, 12, 30),
                        LocalDate.of(9999, 12, 31),
                        LocalDate.of(12_000, 1, 1),
                        LocalDate.of(0, 2, 29),
                        LocalDate.of(-43, 3, 15));
            case TIME ->
                List.of(
                        LocalTime.NOON,
                        LocalTime.MIDNIGHT,
                        LocalTime.of(8, 5),
                        LocalTime.of(13, 5, 0, 123_456_000),
                        LocalTime.of(0, 30, 0, 1),
                        LocalTime.of(23, 59, 59, 123_456_789));
            case TIMESTAMP ->
                List.of(
                        LocalDateTime.of(2026, 11, 23, 8, 5),
                        LocalDateTime.of(1500, 3, 1, 13, 5, 0, 123_456_000),
                        LocalDateTime.of(2024, 12, 30, 12, 30),
                        LocalDateTime.of(2026, 10, 25, 2, 30),
                        LocalDateTime.of(2026, 3, 29, 2, 30, 0, 250_000_001));
            case INSTANT ->
                List.of(
                        Instant.parse("2026-11-23T08:05:00Z"),
                        Instant.EPOCH,
                        Instant.EPOCH.plusNanos(1),
                        Instant.parse("2026-11-23T08:05:00.000001Z"),
                        Instant.parse("1969-12-31T23:59:59.999999999Z"),
                        Instant.parse("1500-03-01T13:05:00Z"),
                        Instant.parse("2024-12-30T12:30:00Z"),
                        Instant.parse("2026-03-29T01:30:00Z"),
                        Instant.parse("2026-10-25T00:30:00Z"),
                        Instant.parse("2026-10-25T01:30:00Z"),
                        Instant.parse("9999-12-31T23:59:59Z"));
            case UUID -> List.of(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"), new UUID(0, 0));
            case BYTES ->
                List.of(
                        new byte[] {1},
                        new byte[] {0, (byte) 0xFF, 10, 13},
                        new byte[0],
                        new byte[] {(byte) 0xFB, (byte) 0xFF, (byte) 0xBF},
                        bytes(100),
                        bytes(256));
            case JSON ->
                List.of(
                        "{\"a\":[1,2,null],\"b\":{\"c\":\"x\"}}",
                        "[]",
                        "{}",
                        "{\"b\":1,\"a\":2}",
                        "{\"a\":1,\"a\":2}",
                        "[12345678901234567890,9007199254740993,0.1234567890123456789,1.10]",
                        "{\"\":\"\"}",
                        "0",
                        "[\" a \",\"\\n\",true]");
        };
    }

    private static Object random(FieldType type, Random random) {
        return switch (type) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER -> random.nextLong() >> random.nextInt(64);
            case BIG_INTEGER -> new BigInteger(1 + random.nextInt(200), random).negate();
            case DECIMAL -> new BigDecimal(new BigInteger(1 + random.nextInt(150), random), random.nextInt(40));
            case FLOAT -> finite(Float.intBitsToFloat(random.nextInt()));
            case DOUBLE -> finite(Double.longBitsToDouble(random.nextLong()));
            case TEXT -> text(random);
            case DATE -> LocalDate.ofEpochDay(random.nextInt(3_000_000) - 700_000);
            case TIME -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L));
            case TIMESTAMP -> LocalDateTime.ofInstant(instant(random), ZoneOffset.UTC);
            case INSTANT -> instant(random);
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(300)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case JSON -> "{\"n\":" + random.nextLong() + ",\"l\":[" + random.nextInt(100) + ",\"x\"]}";
        };
    }

    private static float finite(float value) {
        return Float.isFinite(value) ? value : 0.3f;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0.3;
    }

    private static Instant instant(Random random) {
        // From the year 1 to the year 9999.
        long seconds = random.nextLong(315_537_897_599L) - 62_135_596_800L;
        return Instant.ofEpochSecond(seconds, random.nextInt(1_000_000_000));
    }

    private static String text(Random random) {
        return IntStream.range(0, 1 + random.nextInt(40))
                .map(i -> random.nextInt(4) == 0
                        ? random.nextInt(Character.MAX_CODE_POINT + 1)
                        : ' ' + random.nextInt(95))
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (255 - i);
        }
        return bytes;
    }

    /** One row for each value of a type, with a unique {@code id} and the value in the field {@code value}. */
    public static List<Row> rows(FieldType type, long seed) {
        List<Row> rows = new ArrayList<>();
        RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", type));
        int number = 0;
        for (Object value : of(type, seed)) {
            rows.add(Row.of(schema, type + "_" + number++, value));
        }
        return rows;
    }
}
