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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Values of every type, extreme ones included. */
public final class SampleValues {
    private SampleValues() {}

    public static List<Object> of(FieldType type) {
        return switch (type) {
            case BOOLEAN -> List.of(true, false);
            case INTEGER -> List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 9_007_199_254_740_993L);
            case BIG_INTEGER ->
                List.of(BigInteger.TWO.pow(64), BigInteger.TEN.pow(40).negate());
            case DECIMAL ->
                List.of(
                        new BigDecimal("1.50"),
                        new BigDecimal("1E+3"),
                        new BigDecimal("-0.000000000000000000001"),
                        new BigDecimal("12345678901234567890.123456789"));
            case FLOAT -> List.of(0.1f, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, Float.NaN);
            case DOUBLE -> List.of(0.1, 1e-7, 1234567.25, Double.MIN_VALUE, Double.MAX_VALUE, Double.POSITIVE_INFINITY);
            case TEXT ->
                List.of(
                        " padded ",
                        "Zoë e\u0301 \u05D0\u05D1 \uD83D\uDE00",
                        "line\r\nbreak\ttab",
                        "nothing \u0000 in it",
                        "",
                        "quote \" ' \\ back",
                        "null",
                        "007",
                        "1e5",
                        "{}");
            case DATE -> List.of(LocalDate.of(2026, 11, 23), LocalDate.of(1, 1, 1), LocalDate.of(2024, 2, 29));
            case TIME -> List.of(LocalTime.MIDNIGHT, LocalTime.of(8, 5), LocalTime.of(23, 59, 59, 123_456_789));
            case TIMESTAMP ->
                List.of(LocalDateTime.of(2026, 11, 23, 8, 5), LocalDateTime.of(2026, 3, 29, 2, 30, 0, 250_000_000));
            case INSTANT ->
                List.of(
                        Instant.EPOCH,
                        Instant.parse("2026-11-23T08:05:00.000001Z"),
                        Instant.parse("1969-12-31T23:59:59Z"));
            case UUID -> List.of(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"));
            case BYTES -> List.of(new byte[] {0, (byte) 0xFF, 10, 13}, new byte[] {1});
            case JSON -> List.of("{\"a\":[1,2,null],\"b\":{\"c\":\"x\"}}", "[]");
        };
    }

    /** One row for each value, with a unique {@code id} and the value in the field {@code value}. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (FieldType type : FieldType.values()) {
            RowSchema schema = RowSchema.of(new Field("id", FieldType.TEXT), new Field("value", type));
            int number = 0;
            for (Object value : of(type)) {
                rows.add(Row.of(schema, type + "_" + number++, value));
            }
        }
        return rows;
    }
}
