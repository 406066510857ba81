package dev.sluice.source;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/**
 * A column of DuckDB: the expression that selects it, and how a value is read from a vector. Types that vectors do not support are selected
 * as text and parsed here.
 *
 * @param field the column in a row
 * @param projection the expression to select
 * @param values reads a value that is not null
 */
record DuckDbColumn(Field field, String projection, Reader values) {
    // DuckDB's infinite dates and times have larger years.
    private static final int MAX_YEAR = 200_000;

    /** Reads one value of a vector. */
    interface Reader {
        /** @throws IllegalArgumentException if a row cannot hold the value */
        Object read(DuckDBReadableVector vector, long row);
    }

    static DuckDbColumn of(String name, String type) {
        String column = SourceDatabase.identifier(name);
        String text = "CAST(" + column + " AS VARCHAR)";
        int parenthesis = type.indexOf('(');
        String kind = type.endsWith("]") ? "LIST" : parenthesis < 0 ? type : type.substring(0, parenthesis);
        return switch (kind) {
            case "BOOLEAN" -> of(name, FieldType.BOOLEAN, column, (v, i) -> v.getBoolean(i));
            case "BIGINT" -> of(name, FieldType.INTEGER, column, (v, i) -> v.getLong(i));
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER" ->
                of(name, FieldType.INTEGER, "CAST(" + column + " AS BIGINT)", (v, i) -> v.getLong(i));
            case "UBIGINT" -> of(name, FieldType.BIG_INTEGER, column, DuckDBReadableVector::getUint64);
            case "HUGEINT" -> of(name, FieldType.BIG_INTEGER, column, DuckDBReadableVector::getHugeInt);
            case "UHUGEINT" -> of(name, FieldType.BIG_INTEGER, column, DuckDBReadableVector::getUHugeInt);
            case "BIGNUM", "VARINT" -> of(name, FieldType.BIG_INTEGER, text, (v, i) -> new BigInteger(v.getString(i)));
            case "DECIMAL" -> of(name, FieldType.DECIMAL, column, DuckDBReadableVector::getBigDecimal);
            case "FLOAT" -> of(name, FieldType.FLOAT, column, (v, i) -> v.getFloat(i));
            case "DOUBLE" -> of(name, FieldType.DOUBLE, column, (v, i) -> v.getDouble(i));
            case "VARCHAR" -> of(name, FieldType.TEXT, column, DuckDBReadableVector::getString);
            case "DATE" -> of(name, FieldType.DATE, column, (v, i) -> finite(v.getLocalDate(i)));
            case "TIME", "TIME_NS" -> parsed(name, FieldType.TIME, text);
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" ->
                of(name, FieldType.TIMESTAMP, column, (v, i) -> finite(v.getLocalDateTime(i)));
            case "TIMESTAMP WITH TIME ZONE" ->
                of(
                        name,
                        FieldType.INSTANT,
                        column,
                        (v, i) -> finite(v.getOffsetDateTime(i)
                                        .withOffsetSameInstant(ZoneOffset.UTC)
                                        .toLocalDateTime())
                                .toInstant(ZoneOffset.UTC));
            case "UUID" -> parsed(name, FieldType.UUID, text);
            case "BLOB" -> parsed(name, FieldType.BYTES, "to_base64(" + column + ")");
            case "JSON" -> of(name, FieldType.JSON, text, DuckDBReadableVector::getString);
            case "LIST", "STRUCT", "MAP", "UNION", "VARIANT" ->
                of(name, FieldType.JSON, "CAST(to_json(" + column + ") AS VARCHAR)", DuckDBReadableVector::getString);
            // Enums, intervals, bits and all other types: as DuckDB prints them.
            default -> of(name, FieldType.TEXT, text, DuckDBReadableVector::getString);
        };
    }

    private static DuckDbColumn of(String name, FieldType type, String projection, Reader values) {
        return new DuckDbColumn(new Field(name, type), projection, values);
    }

    private static DuckDbColumn parsed(String name, FieldType type, String projection) {
        return of(name, type, projection, (v, i) -> type.parse(v.getString(i)));
    }

    private static LocalDate finite(LocalDate date) {
        if (Math.abs(date.getYear()) > MAX_YEAR) {
            throw new IllegalArgumentException("infinite");
        }
        return date;
    }

    private static LocalDateTime finite(LocalDateTime time) {
        finite(time.toLocalDate());
        return time;
    }

    /** Reads the first rows of a vector. A value that a row cannot hold becomes {@link Unfit#VALUE}. */
    void read(DuckDBReadableVector vector, @Nullable Object[] target, int rows) {
        for (int i = 0; i < rows; i++) {
            if (vector.isNull(i)) {
                target[i] = null;
            } else {
                try {
                    target[i] = values.read(vector, i);
                } catch (IllegalArgumentException e) {
                    target[i] = Unfit.VALUE;
                }
            }
        }
    }

    /** Stands for a value that a row cannot hold. */
    enum Unfit {
        VALUE
    }
}
