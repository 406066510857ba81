package dev.sluice.source.jdbc;

import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.spool.PackedValues;
import dev.sluice.source.jdbc.spool.QueryRows;
import dev.sluice.source.jdbc.type.JdbcColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a query by JDBC's own means: some at a time. */
final class ResultRows implements QueryRows {
    private final ResultSet result;
    private final List<JdbcColumn> columns;
    private final @Nullable CursorWatch watch;
    private final @Nullable FetchSize fetch;
    private final PackedValues packing = new PackedValues();
    private int fetched;

    /**
     * @param watch follows the cursor; null without one
     * @param fetch what the next portions are; null where the driver streams
     */
    ResultRows(ResultSet result, List<JdbcColumn> columns, @Nullable CursorWatch watch, @Nullable FetchSize fetch) {
        this.result = result;
        this.columns = columns;
        this.watch = watch;
        this.fetch = fetch;
        this.fetched = fetch == null ? 0 : fetch.rows();
    }

    @Override
    public byte @Nullable [] next() throws SQLException {
        if (!result.next()) {
            return null;
        }
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        long size = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).read(result, i + 1);
            size += JdbcCursor.size(values[i]);
        }
        if (watch != null) {
            watch.see(result, values);
        }
        if (fetch != null) {
            fetch.saw(size);
            fetched--;
            if (fetched == 0) {
                fetched = fetch.next();
                result.setFetchSize(fetched);
            }
        }
        return packing.pack(columns, values);
    }

    @Override
    public void unpack(byte[] row, @Nullable Object[] values) {
        PackedValues.unpack(row, values);
    }

    @Override
    public boolean hash(byte[] row, int[] positions, RowHasher hasher) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        unpack(row, values);
        for (int position : positions) {
            if (values[position] instanceof Unfit) {
                return false;
            }
            hasher.value(values[position]);
        }
        return true;
    }
}
