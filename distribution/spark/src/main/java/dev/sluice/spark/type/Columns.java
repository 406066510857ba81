package dev.sluice.spark.type;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.value.Unfit;
import dev.sluice.spark.option.OptionWords;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.CollationFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns of a DataFrame as the fields of rows. Immutable. */
public final class Columns {
    private static final int BINARY = CollationFactory.UTF8_BINARY_COLLATION_ID;

    private final RowSchema schema;
    private final List<ColumnReader> readers;
    private final StructType struct;

    private Columns(RowSchema schema, List<ColumnReader> readers, StructType struct) {
        this.schema = schema;
        this.readers = readers;
        this.struct = struct;
    }

    /**
     * What the columns are to a row.
     *
     * @throws HostException naming every column whose values cannot be carried exactly, and every name that is empty or there twice
     */
    public static Columns of(StructType struct) {
        List<Field> fields = new ArrayList<>();
        List<ColumnReader> readers = new ArrayList<>();
        List<ErrorDetail> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (StructField column : struct.fields()) {
            Optional<ColumnType> type = ColumnType.of(column.dataType());
            if (column.name().isEmpty()) {
                problems.add(unnamed(fields.size() + problems.size() + 1));
            } else if (!names.add(column.name())) {
                problems.add(HostFailure.SOURCE_HEADER_INVALID
                        .detail(
                                "Two columns are named '" + column.name() + "'.",
                                "Give every column a name of its own.")
                        .at("column", column.name()));
            } else if (type.isEmpty()) {
                problems.add(unfit(column));
            } else {
                fields.add(new Field(column.name(), type.get().type()));
                readers.add(type.get().reader());
            }
        }
        HostException.throwIfAny(problems);
        return new Columns(RowSchema.of(fields), readers, struct);
    }

    /** @param number counts from 1 */
    private static ErrorDetail unnamed(int number) {
        return HostFailure.SOURCE_COLUMN_REFUSED.detail(
                "Column " + number + " of the DataFrame has an empty name.",
                "Give it one by alias() or withColumnRenamed(), or leave it out.");
    }

    private static ErrorDetail unfit(StructField column) {
        return HostFailure.SOURCE_COLUMN_TYPE
                .detail(
                        "The column '" + column.name() + "' is of the type "
                                + column.dataType().simpleString() + ", of which no value can be carried exactly.",
                        "Cast it, such as to string, or leave the column out.")
                .at("column", column.name());
    }

    /** The fields. */
    public RowSchema schema() {
        return schema;
    }

    /** The type of a column as Spark names it, such as {@code string collate UTF8_LCASE}. */
    public String type(String name) {
        return dataType(name).simpleString();
    }

    /** Whether Spark takes some texts of a column for equal that differ in their bytes, or orders them otherwise. */
    public boolean isCollated(String name) {
        return dataType(name) instanceof StringType text && text.collationId() != BINARY;
    }

    private DataType dataType(String name) {
        return struct.fields()[schema.indexOf(name)].dataType();
    }

    /** The values of a row, in a new array; an {@link Unfit} in the place of each that a row cannot carry. */
    public @Nullable Object[] read(InternalRow row) {
        @Nullable Object[] values = new @Nullable Object[readers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.isNullAt(i) ? null : readers.get(i).read(row, i);
        }
        return values;
    }

    /** What cannot be carried of these values; null if all can. */
    public @Nullable ErrorDetail problem(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Unfit unfit) {
                Field field = schema.field(i);
                ErrorDetail error = unfit.error(field.name(), field.type());
                return HostFailure.remedied(error, OptionWords.remedy(error));
            }
        }
        return null;
    }
}
