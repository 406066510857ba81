package dev.sluice.source.query;

import dev.sluice.duckdb.Chunks;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDataChunkReader;
import org.jspecify.annotations.Nullable;

/** One pass over a relation of DuckDB. Reads chunks of columns and turns them into rows. */
final class DuckDbCursor implements SourceCursor {
    private final List<DuckDbColumn> columns;
    private final RowSchema schema;
    private final long total;
    private final Function<SQLException, HostException> failure;
    private final Chunks chunks;
    private long number;
    private boolean closed;

    /**
     * @param relation the text after FROM
     * @param total the number of rows
     * @param failure turns a read error into a failure of the source
     */
    DuckDbCursor(
            SourceDatabase database,
            String relation,
            List<DuckDbColumn> columns,
            RowSchema schema,
            long total,
            Function<SQLException, HostException> failure) {
        this.columns = columns;
        this.schema = schema;
        this.total = total;
        this.failure = failure;
        String sql =
                columns.stream().map(DuckDbColumn::projection).collect(Collectors.joining(", ", "SELECT ", " FROM "))
                        + relation;
        try {
            chunks = database.read(sql);
        } catch (SQLException e) {
            throw failure.apply(e);
        }
    }

    @Override
    public List<SourceRecord> next() {
        if (closed) {
            throw QueryErrors.closed("cursor");
        }
        try {
            DuckDBDataChunkReader chunk = chunks.next();
            return chunk == null ? List.of() : records(chunk, (int) chunk.rowCount());
        } catch (SQLException e) {
            throw failure.apply(e);
        }
    }

    private List<SourceRecord> records(DuckDBDataChunkReader chunk, int rows) {
        int width = columns.size();
        @Nullable Object[][] byColumn = new @Nullable Object[width][rows];
        for (int c = 0; c < width; c++) {
            columns.get(c).read(chunk.vector(c), byColumn[c], rows);
        }
        List<SourceRecord> records = new ArrayList<>(rows);
        @Nullable Object[] values = new @Nullable Object[width];
        for (int r = 0; r < rows; r++) {
            int unfit = -1;
            for (int c = 0; c < width; c++) {
                Object value = byColumn[c][r];
                values[c] = value;
                if (value instanceof Unfit && unfit < 0) {
                    unfit = c;
                }
            }
            number++;
            records.add(
                    unfit < 0
                            ? new SourceRecord.Intact(number, Row.of(schema, values))
                            : new SourceRecord.Unreadable(
                                    number,
                                    ((Unfit) values[unfit])
                                            .error(
                                                    schema.field(unfit).name(),
                                                    schema.field(unfit).type()),
                                    Rest.of(schema, values)));
        }
        return records;
    }

    @Override
    public double fraction() {
        return total == 0 ? 1 : Math.min(1, (double) number / total);
    }

    @Override
    public void close() {
        closed = true;
        try {
            chunks.close();
        } catch (SQLException e) {
            // The database was only read.
        }
    }
}
