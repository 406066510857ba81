package dev.sluice.redis.adapter.text;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A row with a field of each type, and rows of one field. */
public final class OneOfEachType {
    /** What the hash field of each type in {@link #row()} holds. */
    public static final Map<FieldType, String> TEXTS = Map.ofEntries(
            Map.entry(FieldType.BOOLEAN, "true"),
            Map.entry(FieldType.INTEGER, "-9223372036854775808"),
            Map.entry(FieldType.BIG_INTEGER, "123456789012345678901234567890"),
            Map.entry(FieldType.DECIMAL, "1000.50"),
            Map.entry(FieldType.FLOAT, "0.1"),
            Map.entry(FieldType.DOUBLE, "1.0E22"),
            Map.entry(FieldType.TEXT, "Zoë \"z\" \uD83D\uDE00"),
            Map.entry(FieldType.DATE, "2026-11-23"),
            Map.entry(FieldType.TIME, "08:05:00.25"),
            Map.entry(FieldType.TIMESTAMP, "2026-11-23T08:05:00"),
            Map.entry(FieldType.INSTANT, "2026-11-23T08:05:00Z"),
            Map.entry(FieldType.UUID, "0b1a5d2e-0000-4000-8000-00000000abcd"),
            Map.entry(FieldType.BYTES, "aGn/"),
            Map.entry(FieldType.JSON, "{\"a\": [1, 2.50]}"));

    private OneOfEachType() {}

    /** Fields named after their types, in the order of the types. */
    public static Row row() {
        RowSchema schema = RowSchema.of(List.of(FieldType.values()).stream()
                .map(type -> new Field(type.name(), type))
                .toList());
        return Row.of(
                schema,
                true,
                Long.MIN_VALUE,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("1000.50"),
                0.1f,
                1e22,
                "Zoë \"z\" \uD83D\uDE00",
                LocalDate.of(2026, 11, 23),
                LocalTime.of(8, 5, 0, 250_000_000),
                LocalDateTime.of(2026, 11, 23, 8, 5),
                Instant.parse("2026-11-23T08:05:00Z"),
                UUID.fromString("0B1A5D2E-0000-4000-8000-00000000ABCD"),
                new byte[] {'h', 'i', (byte) 0xFF},
                "{\"a\": [1, 2.50]}");
    }

    /** A row of one field named {@code f}. */
    public static Row single(FieldType type, Object value) {
        return Row.of(RowSchema.of(new Field("f", type)), value);
    }

    /** Bytes as text. */
    public static String utf8(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
