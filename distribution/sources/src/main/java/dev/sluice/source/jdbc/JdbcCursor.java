package dev.sluice.source.jdbc;

import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.source.PackedRecords;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.spool.RowSpool;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.AbstractList;
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
    private final Rows rows;
    private long number;
    private boolean closed;

    /** The rows of a pass. */
    interface Rows {
        /** The next row as bytes, to be read by {@link #unpack}; null at the end. */
        byte @Nullable [] next();

        /** Reads the values of a row. */
        void unpack(byte[] row, @Nullable Object[] values);

        /** Hands values of a row to a hasher; false if one of them is none. */
        boolean hash(byte[] row, int[] positions, RowHasher hasher);

        /** How many there are, where that is known. */
        OptionalLong total();

        /**
         * Keeps a row for later passes, where they have not all of them.
         *
         * @param ordinal its position, from 0, ascending
         */
        default void keep(long ordinal, byte[] row) {}

        /** No row is taken or kept any more. */
        default void close() {}
    }

    /**
     * @param schema the fields of every row; null where each row has its own
     * @param wanted whether a field is needed; what is wrong with any other is no error
     */
    JdbcCursor(List<JdbcColumn> columns, @Nullable RowSchema schema, Predicate<String> wanted, Rows rows) {
        this.columns = columns;
        this.schema = schema;
        this.wanted = wanted;
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
        List<byte[]> some = new ArrayList<>(ROWS);
        for (long bytes = 0; bytes < BYTES && some.size() < ROWS; ) {
            byte[] row = rows.next();
            if (row == null) {
                break;
            }
            bytes += row.length;
            some.add(row);
        }
        long before = number;
        number += some.size();
        return schema == null ? new Records(some, before) : new HashedRecords(some, before, schema);
    }

    /** Rows whose values are read when they are asked for: one that is passed over costs nothing. */
    private class Records extends AbstractList<SourceRecord> {
        final List<byte[]> packed;
        final long before;

        Records(List<byte[]> packed, long before) {
            this.packed = packed;
            this.before = before;
        }

        @Override
        public SourceRecord get(int index) {
            @Nullable Object[] values = new @Nullable Object[columns.size()];
            rows.unpack(packed.get(index), values);
            return record(before + index + 1, values);
        }

        @Override
        public int size() {
            return packed.size();
        }
    }

    /** Such rows of one schema. */
    private final class HashedRecords extends Records implements PackedRecords {
        private final RowSchema fields;

        HashedRecords(List<byte[]> packed, long before, RowSchema fields) {
            super(packed, before);
            this.fields = fields;
        }

        @Override
        public RowSchema schema() {
            return fields;
        }

        @Override
        public long number(int index) {
            return before + index + 1;
        }

        @Override
        public @Nullable RowHash hash(int index, RowSchema taken, int[] positions, RowHasher hasher) {
            hasher.begin(taken);
            return rows.hash(packed.get(index), positions, hasher) ? hasher.end() : null;
        }

        @Override
        public void keep(int index) {
            rows.keep(before + index, packed.get(index));
        }

        @Override
        public boolean isKept(int index) {
            return !RowSpool.isLeftOut(packed.get(index));
        }
    }

    private SourceRecord record(long at, @Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Unfit unfit) {
                JdbcColumn column = columns.get(i);
                if (wanted.test(column.name())) {
                    return new SourceRecord.Unreadable(
                            at,
                            unfit == Unfit.ENCODING
                                    ? JdbcErrors.encoding(column.name())
                                    : unfit.error(column.name(), column.typeOf(null)),
                            Rest.of(schema == null ? schemaOf(values) : schema, values));
                }
                values[i] = null;
            }
        }
        return new SourceRecord.Intact(at, Row.of(schema == null ? schemaOf(values) : schema, values));
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
        OptionalLong total = rows.total();
        return total.isEmpty() ? -1 : total.getAsLong() == 0 ? 1 : (double) number / total.getAsLong();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            rows.close();
        }
    }
}
