package dev.sluice.source.query;

import dev.sluice.host.value.Unfit;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/**
 * A column of DuckDB: the expression that selects it, and how a value is read from a vector. What vectors do not have is selected as text.
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

    static DuckDbColumn of(String name, String typeName) {
        String column = SourceDatabase.identifier(name);
        QueryType type = QueryType.parse(typeName);
        String refused = type.refused();
        if (refused != null) {
            throw QueryErrors.column(name, refused);
        }
        if (!(type instanceof QueryType.Single single)) {
            String nested = "CAST(to_json(CAST(" + column + " AS " + type.asText() + ")) AS VARCHAR)";
            return of(name, FieldType.JSON, nested, (v, i) -> type.render(v.getString(i)));
        }
        return switch (single.kind()) {
            case "BOOLEAN" -> of(name, FieldType.BOOLEAN, column, (v, i) -> v.getBoolean(i));
            case "BIGINT" -> of(name, FieldType.INTEGER, column, (v, i) -> v.getLong(i));
            case "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER" ->
                of(name, FieldType.INTEGER, "CAST(" + column + " AS BIGINT)", (v, i) -> v.getLong(i));
            case "UBIGINT" -> of(name, FieldType.BIG_INTEGER, column, DuckDBReadableVector::getUint64);
            case "HUGEINT" -> of(name, FieldType.BIG_INTEGER, column, DuckDBReadableVector::getHugeInt);
            case "UHUGEINT" -> of(name, FieldType.BIG_INTEGER, column, DuckDBReadableVector::getUHugeInt);
            case "DECIMAL" -> of(name, FieldType.DECIMAL, column, DuckDBReadableVector::getBigDecimal);
            case "FLOAT" -> of(name, FieldType.FLOAT, column, (v, i) -> v.getFloat(i));
            case "DOUBLE" -> of(name, FieldType.DOUBLE, column, (v, i) -> v.getDouble(i));
            case "VARCHAR" -> of(name, FieldType.TEXT, column, DuckDBReadableVector::getString);
            case "DATE" -> of(name, FieldType.DATE, column, (v, i) -> finite(v.getLocalDate(i)));
            case "TIMESTAMP" -> of(name, FieldType.TIMESTAMP, column, (v, i) -> finite(v.getLocalDateTime(i)));
            case "TIMESTAMP WITH TIME ZONE" ->
                of(
                        name,
                        FieldType.INSTANT,
                        column,
                        (v, i) -> finite(v.getOffsetDateTime(i)
                                        .withOffsetSameInstant(ZoneOffset.UTC)
                                        .toLocalDateTime())
                                .toInstant(ZoneOffset.UTC));
            // Of the others a vector has no value, or not the exact one. Enums, intervals and bits are as DuckDB prints
            // them.
            default ->
                of(
                        name,
                        single.type(),
                        "CAST(" + column + " AS VARCHAR)",
                        (v, i) -> QueryText.value(single, v.getString(i)));
        };
    }

    private static DuckDbColumn of(String name, FieldType type, String projection, Reader values) {
        return new DuckDbColumn(new Field(name, type), projection, values);
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

    /** Reads the first rows of a vector. A value that a row cannot hold becomes an {@link Unfit}. */
    void read(DuckDBReadableVector vector, @Nullable Object[] target, int rows) {
        for (int i = 0; i < rows; i++) {
            if (vector.isNull(i)) {
                target[i] = null;
            } else {
                try {
                    target[i] = values.read(vector, i);
                } catch (IllegalArgumentException e) {
                    target[i] = Unfit.RANGE;
                }
            }
        }
    }
}
