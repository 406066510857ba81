package dev.sluice.tck.sql;

import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How values of each type are stored in a column, and read from it. JSON is stored as text, since a column of JSON would change it. */
public final class SqlTypes {
    private static final int DIGITS = 1_000;
    private static final int LONGEST = 1_048_576;

    private SqlTypes() {}

    static String column(FieldType type) {
        return switch (type) {
            case BOOLEAN -> "BOOLEAN";
            case INTEGER -> "BIGINT";
            case BIG_INTEGER -> "NUMERIC(" + DIGITS + ")";
            case DECIMAL -> "DECFLOAT(" + DIGITS + ")";
            case FLOAT -> "REAL";
            case DOUBLE -> "DOUBLE PRECISION";
            case TEXT, JSON -> "VARCHAR";
            case DATE -> "DATE";
            case TIME -> "TIME(9)";
            case TIMESTAMP -> "TIMESTAMP(9)";
            case INSTANT -> "TIMESTAMP(9) WITH TIME ZONE";
            case UUID -> "UUID";
            case BYTES -> "VARBINARY";
        };
    }

    /** The type of a column, by its name in the information schema. */
    static FieldType type(String column) {
        return switch (column) {
            case "BOOLEAN" -> FieldType.BOOLEAN;
            case "BIGINT" -> FieldType.INTEGER;
            case "NUMERIC" -> FieldType.BIG_INTEGER;
            case "DECFLOAT" -> FieldType.DECIMAL;
            case "REAL" -> FieldType.FLOAT;
            case "DOUBLE PRECISION" -> FieldType.DOUBLE;
            case "CHARACTER VARYING" -> FieldType.TEXT;
            case "DATE" -> FieldType.DATE;
            case "TIME" -> FieldType.TIME;
            case "TIMESTAMP" -> FieldType.TIMESTAMP;
            case "TIMESTAMP WITH TIME ZONE" -> FieldType.INSTANT;
            case "UUID" -> FieldType.UUID;
            case "BINARY VARYING" -> FieldType.BYTES;
            default -> throw new IllegalArgumentException("a column of another type: " + column);
        };
    }

    /** Whether equal values of this type have one text, so that a column of it can be a key. */
    static boolean isKey(FieldType type) {
        return switch (type) {
            case BOOLEAN, INTEGER, BIG_INTEGER, TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID -> true;
            case DECIMAL, FLOAT, DOUBLE, BYTES, JSON -> false;
        };
    }

    /** A value in the type of its column; empty if the column cannot hold exactly this value. */
    public static Optional<Object> converted(FieldType from, Object value, FieldType to) {
        try {
            if (from == to || (from == FieldType.JSON && to == FieldType.TEXT)) {
                return Optional.of(value).filter(same -> isStorable(to, same));
            }
            String text = from.format(value);
            Object converted = to.parse(text);
            return to.format(converted).equals(text) && isStorable(to, converted)
                    ? Optional.of(converted)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isStorable(FieldType type, Object value) {
        return switch (type) {
            case BIG_INTEGER -> ((BigInteger) value).abs().bitLength() < DIGITS * 3;
            case DECIMAL -> isStorable((BigDecimal) value);
            // The database makes one of both zeros, and has no NaN that equals another.
            case FLOAT -> Float.isFinite((float) value) && !Float.valueOf(-0.0f).equals(value);
            case DOUBLE ->
                Double.isFinite((double) value) && !Double.valueOf(-0.0).equals(value);
            case TEXT, JSON -> ((String) value).length() <= LONGEST && isUnicode((String) value);
            case BYTES -> ((byte[]) value).length <= LONGEST;
            case DATE, TIME, TIMESTAMP, INSTANT, BOOLEAN, INTEGER, UUID -> true;
        };
    }

    private static boolean isStorable(BigDecimal value) {
        return value.precision() <= DIGITS && Math.abs((long) value.scale()) <= DIGITS;
    }

    private static boolean isUnicode(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** What is given to the driver. */
    public static Object bound(FieldType type, Object value) {
        return switch (type) {
            case BIG_INTEGER -> new BigDecimal((BigInteger) value);
            case INSTANT -> ((Instant) value).atOffset(ZoneOffset.UTC);
            case BOOLEAN, INTEGER, DECIMAL, FLOAT, DOUBLE, TEXT, DATE, TIME, TIMESTAMP, UUID, BYTES, JSON -> value;
        };
    }

    /** The value of a column; null if there is none. */
    static @Nullable Object read(ResultSet row, int column, FieldType type) throws SQLException {
        return switch (type) {
            case BOOLEAN -> row.getObject(column, Boolean.class);
            case INTEGER -> row.getObject(column, Long.class);
            case BIG_INTEGER ->
                Optional.ofNullable(row.getBigDecimal(column))
                        .map(BigDecimal::toBigIntegerExact)
                        .orElse(null);
            case DECIMAL -> row.getBigDecimal(column);
            case FLOAT -> row.getObject(column, Float.class);
            case DOUBLE -> row.getObject(column, Double.class);
            case TEXT, JSON -> row.getString(column);
            case DATE -> row.getObject(column, LocalDate.class);
            case TIME -> row.getObject(column, LocalTime.class);
            case TIMESTAMP -> row.getObject(column, LocalDateTime.class);
            case INSTANT ->
                Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null);
            case UUID -> row.getObject(column, UUID.class);
            case BYTES -> row.getBytes(column);
        };
    }
}
