package dev.sluice.spark.type;

import dev.sluice.host.value.Unfit;
import dev.sluice.spi.FieldType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What a type of Spark is to a row.
 *
 * @param type of the field
 * @param reader of its values
 */
record ColumnType(FieldType type, ColumnReader reader) {
    private static final long MICROS = 1_000_000;

    /** What a type is; empty if values of it cannot be carried exactly. */
    static Optional<ColumnType> of(DataType type) {
        if (type instanceof StructType || type instanceof ArrayType || type instanceof MapType) {
            return NestedType.of(type).map(nested -> new ColumnType(FieldType.JSON, nested::read));
        }
        return Optional.ofNullable(scalar(type));
    }

    private static @org.jspecify.annotations.Nullable ColumnType scalar(DataType type) {
        if (type instanceof ByteType) {
            return new ColumnType(FieldType.INTEGER, (values, i) -> (long) values.getByte(i));
        } else if (type instanceof ShortType) {
            return new ColumnType(FieldType.INTEGER, (values, i) -> (long) values.getShort(i));
        } else if (type instanceof IntegerType) {
            return new ColumnType(FieldType.INTEGER, (values, i) -> (long) values.getInt(i));
        } else if (type instanceof LongType) {
            return new ColumnType(FieldType.INTEGER, SpecializedGetters::getLong);
        } else if (type instanceof DecimalType decimal) {
            return new ColumnType(
                    FieldType.DECIMAL,
                    (values, i) -> values.getDecimal(i, decimal.precision(), decimal.scale())
                            .toJavaBigDecimal());
        } else if (type instanceof FloatType) {
            return new ColumnType(FieldType.FLOAT, SpecializedGetters::getFloat);
        } else if (type instanceof DoubleType) {
            return new ColumnType(FieldType.DOUBLE, SpecializedGetters::getDouble);
        } else if (type instanceof BooleanType) {
            return new ColumnType(FieldType.BOOLEAN, SpecializedGetters::getBoolean);
        } else if (type instanceof StringType) {
            return new ColumnType(FieldType.TEXT, (values, i) -> text(values.getUTF8String(i)));
        } else if (type instanceof BinaryType) {
            return new ColumnType(FieldType.BYTES, SpecializedGetters::getBinary);
        }
        return temporal(type);
    }

    private static @org.jspecify.annotations.Nullable ColumnType temporal(DataType type) {
        if (type instanceof DateType) {
            return new ColumnType(FieldType.DATE, (values, i) -> LocalDate.ofEpochDay(values.getInt(i)));
        } else if (type instanceof TimestampType) {
            return new ColumnType(FieldType.INSTANT, (values, i) -> instant(values.getLong(i)));
        } else if (type instanceof TimestampNTZType) {
            return new ColumnType(
                    FieldType.TIMESTAMP,
                    (values, i) -> LocalDateTime.ofInstant(instant(values.getLong(i)), ZoneOffset.UTC));
        } else if (type instanceof TimeType) {
            return new ColumnType(FieldType.TIME, (values, i) -> LocalTime.ofNanoOfDay(values.getLong(i)));
        }
        return null;
    }

    static Object text(UTF8String text) {
        return text.isValid() ? text.toString() : Unfit.ENCODING;
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }
}
