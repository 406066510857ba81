package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row: a schema and its values, by position. A value is null or of the Java type that its field's {@link FieldType} names. Nobody
 * modifies a {@code byte[]} value once it is in a row.
 */
public final class Row {
    private final RowSchema schema;
    private final @Nullable Object[] values;

    private Row(RowSchema schema, @Nullable Object[] values) {
        this.schema = schema;
        this.values = values;
    }

    /**
     * A row of these values, which are copied.
     *
     * @throws IllegalArgumentException if there are more or fewer values than fields, or a value is not of its field's Java type. The
     *     message names the field, never the value
     */
    public static Row of(RowSchema schema, @Nullable Object... values) {
        requireNonNull(schema, "schema");
        if (values.length != schema.size()) {
            throw new IllegalArgumentException(values.length + " values for " + schema.size() + " fields");
        }
        @Nullable Object[] copy = Arrays.copyOf(values, values.length, Object[].class);
        for (int i = 0; i < copy.length; i++) {
            Object value = copy[i];
            if (value != null && value.getClass() != schema.field(i).type().javaType()) {
                throw new IllegalArgumentException("field '" + schema.field(i).name() + "' is "
                        + schema.field(i).type() + ", its value a "
                        + value.getClass().getName());
            }
        }
        return new Row(schema, copy);
    }

    /** The fields of this row. */
    public RowSchema schema() {
        return schema;
    }

    /** The number of fields. */
    public int size() {
        return values.length;
    }

    /** The value at a position from 0, or null. */
    public @Nullable Object value(int position) {
        return values[position];
    }

    /** The value of the field of this name; null if it is null or there is no such field ({@link RowSchema#has} tells which). */
    public @Nullable Object value(String name) {
        int position = schema.indexOf(name);
        return position < 0 ? null : values[position];
    }

    /** Whether the value at a position is null. */
    public boolean isNull(int position) {
        return values[position] == null;
    }

    /** Equal when schemas and values are equal, bytes by content. */
    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Row row && schema.equals(row.schema) && Arrays.deepEquals(values, row.values));
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + Arrays.deepHashCode(values);
    }

    /** Names the fields; a row's values appear in no message. */
    @Override
    public String toString() {
        return "Row(" + String.join(", ", schema.names()) + ")";
    }
}
