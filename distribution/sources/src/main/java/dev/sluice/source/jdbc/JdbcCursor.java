package dev.sluice.source.jdbc;

import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One pass over the rows of a query, from the database or from their spool. */
final class JdbcCursor implements SourceCursor {
    private static final int ROWS = 1_000;
    private static final long BYTES = 2L << 20;
    private static final long FIXED_SIZE = 16;

    private final List<JdbcColumn> columns;
    private final Predicate<String> wanted;
    private final @Nullable RowSchema schema;
    private final Map<List<FieldType>, RowSchema> schemas = new HashMap<>();
    private final RowReader rows;
    private final OptionalLong total;
    private long number;
    private boolean closed;

    /** Reads rows. */
    interface RowReader {
        /** Reads the next row into the array. Returns its size in bytes, about; below 0 at the end. */
        long read(@Nullable Object[] values);
    }

    /**
     * @param schema the fields of every row; null where each row has its own
     * @param wanted whether a field is needed; what is wrong with any other is no error
     */
    JdbcCursor(
            List<JdbcColumn> columns,
            @Nullable RowSchema schema,
            Predicate<String> wanted,
            OptionalLong total,
            RowReader rows) {
        this.columns = columns;
        this.schema = schema;
        this.wanted = wanted;
        this.total = total;
        this.rows = rows;
    }

    /** The memory of a value, about. */
    static long size(@Nullable Object value) {
        if (value instanceof String text) {
            return FIXED_SIZE + text.length();
        }
        return value instanceof byte[] bytes ? FIXED_SIZE + bytes.length : FIXED_SIZE;
    }

    @Override
    public List<SourceRecord> next() {
        if (closed) {
            throw JdbcErrors.closed();
        }
        List<SourceRecord> records = new ArrayList<>();
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (long bytes = 0; bytes < BYTES && records.size() < ROWS; ) {
            long size = rows.read(values);
            if (size < 0) {
                break;
            }
            bytes += size;
            number++;
            records.add(record(values));
        }
        return records;
    }

    private SourceRecord record(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Unfit unfit) {
                JdbcColumn column = columns.get(i);
                if (wanted.test(column.name())) {
                    return new SourceRecord.Unreadable(
                            number,
                            unfit.error(column.name(), column.typeOf(null)),
                            Rest.of(schema == null ? schemaOf(values) : schema, values));
                }
                values[i] = null;
            }
        }
        return new SourceRecord.Intact(number, Row.of(schema == null ? schemaOf(values) : schema, values));
    }

    private RowSchema schemaOf(@Nullable Object[] values) {
        List<FieldType> types = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            types.add(columns.get(i).typeOf(values[i]));
        }
        return schemas.computeIfAbsent(types, this::schema);
    }

    private RowSchema schema(List<FieldType> types) {
        List<Field> fields = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            fields.add(new Field(columns.get(i).name(), types.get(i)));
        }
        return RowSchema.of(fields);
    }

    @Override
    public double fraction() {
        return total.isEmpty() ? -1 : total.getAsLong() == 0 ? 1 : (double) number / total.getAsLong();
    }

    @Override
    public void close() {
        closed = true;
    }
}
