package dev.sluice.tck.support;

import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.UUID;

/** Pairs of values that are almost equal, and are not. */
public final class NearValues {
    /**
     * Two values of one type.
     *
     * @param one a value
     * @param other another one
     */
    public record Pair(Object one, Object other) {}

    private NearValues() {}

    /** Pairs of a type. */
    public static List<Pair> of(FieldType type) {
        return switch (type) {
            case BOOLEAN -> List.of(new Pair(true, false));
            case INTEGER -> List.of(new Pair(7L, 8L), new Pair(9_007_199_254_740_992L, 9_007_199_254_740_993L));
            case BIG_INTEGER ->
                List.of(new Pair(BigInteger.TEN.pow(40), BigInteger.TEN.pow(40).add(BigInteger.ONE)));
            case DECIMAL ->
                List.of(
                        new Pair(new BigDecimal("1.50"), new BigDecimal("1.51")),
                        new Pair(new BigDecimal("1234567890123456.01"), new BigDecimal("1234567890123456.02")),
                        new Pair(new BigDecimal("0.000000001"), new BigDecimal("0.000000002")));
            case FLOAT -> List.of(new Pair(0.1f, Math.nextUp(0.1f)), new Pair(16_777_214.0f, 16_777_215.0f));
            case DOUBLE -> List.of(new Pair(0.1, Math.nextUp(0.1)), new Pair(1e-7, Math.nextUp(1e-7)));
            case TEXT ->
                List.of(
                        new Pair("plain", "Plain"),
                        new Pair("plain", "plain "),
                        new Pair("plain", " plain"),
                        new Pair("\u00E9", "e\u0301"),
                        new Pair("7", "07"),
                        new Pair("7", "7.0"),
                        new Pair("x", ""));
            case DATE -> List.of(new Pair(LocalDate.of(2026, 11, 23), LocalDate.of(2026, 11, 24)));
            case TIME ->
                List.of(
                        new Pair(LocalTime.of(8, 5), LocalTime.of(20, 5)),
                        new Pair(LocalTime.of(8, 5), LocalTime.of(8, 5, 0, 1_000_000)),
                        new Pair(LocalTime.of(8, 5), LocalTime.of(8, 5, 0, 1_000)),
                        new Pair(LocalTime.of(8, 5), LocalTime.of(8, 5, 0, 1)));
            case TIMESTAMP -> {
                LocalDateTime time = LocalDateTime.of(2026, 11, 23, 8, 5);
                yield List.of(
                        new Pair(time, time.plusHours(12)),
                        new Pair(time, time.plusNanos(1_000_000)),
                        new Pair(time, time.plusNanos(1_000)),
                        new Pair(time, time.plusNanos(1)));
            }
            case INSTANT -> {
                Instant time = Instant.parse("2026-11-23T08:05:00Z");
                yield List.of(
                        new Pair(time, time.plusSeconds(3_600)),
                        new Pair(time, time.plusNanos(1_000_000)),
                        new Pair(time, time.plusNanos(1_000)),
                        new Pair(time, time.plusNanos(1)));
            }
            case UUID -> List.of(new Pair(new UUID(1, 2), new UUID(1, 3)));
            case BYTES ->
                List.of(new Pair(new byte[] {1, 2}, new byte[] {1, 3}), new Pair(new byte[] {1}, new byte[] {1, 0}));
            case JSON -> List.of(new Pair("{\"a\":[1,2]}", "{\"a\":[2,1]}"), new Pair("{\"a\":1}", "{\"a\":\"1\"}"));
        };
    }
}
