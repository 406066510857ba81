package dev.sluice.host.cursor;

import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Set;

/**
 * A value of a cursor.
 *
 * @param type one of {@link #TYPES}
 * @param value of the Java type of that type
 */
public record CursorValue(FieldType type, Object value) implements Comparable<CursorValue> {
    /** Types whose order is the same here and in a database. */
    public static final Set<FieldType> TYPES = Set.of(
            FieldType.INTEGER,
            FieldType.BIG_INTEGER,
            FieldType.DECIMAL,
            FieldType.DATE,
            FieldType.TIMESTAMP,
            FieldType.INSTANT);

    private static final Set<FieldType> TIMES = Set.of(FieldType.DATE, FieldType.TIMESTAMP, FieldType.INSTANT);

    /** @throws IllegalArgumentException if the type is no cursor's, or the value is of another one */
    public CursorValue {
        if (!TYPES.contains(type) || !type.javaType().isInstance(value)) {
            throw new IllegalArgumentException("no value of a cursor");
        }
    }

    /** @throws IllegalArgumentException if the text is not that of such a value */
    public static CursorValue parse(FieldType type, String text) {
        return new CursorValue(type, type.parse(text));
    }

    /** Whether values of a type are dates or times, and not numbers. */
    public static boolean isTime(FieldType type) {
        return TIMES.contains(type);
    }

    /** Its canonical text. */
    public String text() {
        return type.format(value);
    }

    /** The least value that a lookback from this one reaches; this one where it cannot be reached. */
    CursorValue minus(Duration time, BigDecimal number) {
        return switch (type) {
            case INTEGER -> new CursorValue(type, least(BigDecimal.valueOf((Long) value), number));
            case BIG_INTEGER ->
                new CursorValue(
                        type,
                        new BigDecimal((BigInteger) value)
                                .subtract(number)
                                .setScale(0, RoundingMode.FLOOR)
                                .toBigInteger());
            case DECIMAL -> new CursorValue(type, ((BigDecimal) value).subtract(number));
            case DATE ->
                new CursorValue(
                        type, ((LocalDate) value).atStartOfDay().minus(time).toLocalDate());
            case TIMESTAMP -> new CursorValue(type, ((LocalDateTime) value).minus(time));
            case INSTANT -> new CursorValue(type, ((Instant) value).minus(time));
            case BOOLEAN, FLOAT, DOUBLE, TEXT, TIME, UUID, BYTES, JSON ->
                throw new IllegalArgumentException("no value of a cursor");
        };
    }

    private static Long least(BigDecimal from, BigDecimal number) {
        return from.subtract(number)
                .setScale(0, RoundingMode.FLOOR)
                .max(BigDecimal.valueOf(Long.MIN_VALUE))
                .longValueExact();
    }

    /** @throws IllegalArgumentException if they are of different types */
    @Override
    public int compareTo(CursorValue other) {
        if (type != other.type) {
            throw new IllegalArgumentException("values of different types have no order");
        }
        return switch (type) {
            case INTEGER -> ((Long) value).compareTo((Long) other.value);
            case BIG_INTEGER -> ((BigInteger) value).compareTo((BigInteger) other.value);
            case DECIMAL -> ((BigDecimal) value).compareTo((BigDecimal) other.value);
            case DATE -> ((LocalDate) value).compareTo((LocalDate) other.value);
            case TIMESTAMP -> ((LocalDateTime) value).compareTo((LocalDateTime) other.value);
            case INSTANT -> ((Instant) value).compareTo((Instant) other.value);
            case BOOLEAN, FLOAT, DOUBLE, TEXT, TIME, UUID, BYTES, JSON ->
                throw new IllegalArgumentException("no value of a cursor");
        };
    }
}
