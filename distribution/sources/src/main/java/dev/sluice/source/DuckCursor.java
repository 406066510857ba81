package dev.sluice.source;

import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceException;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** One pass over a relation of DuckDB, chunk by chunk: column by column into rows, which is several times faster than a result set. */
final class DuckCursor implements SourceCursor {
    private final List<DuckColumn> columns;
    private final RowSchema schema;
    private final long total;
    private final Function<SQLException, SourceException> failure;
    private final Connection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private long number;
    private boolean closed;

    /**
     * @param relation what stands after FROM
     * @param total the number of rows
     * @param failure what an error of reading is
     */
    DuckCursor(
            DuckDb database,
            String relation,
            List<DuckColumn> columns,
            RowSchema schema,
            long total,
            Function<SQLException, SourceException> failure) {
        this.columns = columns;
        this.schema = schema;
        this.total = total;
        this.failure = failure;
        String sql = columns.stream().map(DuckColumn::projection).collect(Collectors.joining(", ", "SELECT ", " FROM "))
                + relation;
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            connection = database.connect();
            opened.add(connection);
            statement = connection.prepareStatement(sql).unwrap(DuckDBPreparedStatement.class);
            opened.add(0, statement);
            result = statement.query();
        } catch (SQLException e) {
            opened.forEach(DuckCursor::closeQuietly);
            throw failure.apply(e);
        }
    }

    @Override
    public List<SourceRecord> next() {
        if (closed) {
            throw SourceErrors.closed("cursor");
        }
        try {
            while (result.nextChunk()) {
                DuckDBDataChunkReader chunk = result.chunk();
                int rows = (int) chunk.rowCount();
                if (rows > 0) {
                    return records(chunk, rows);
                }
            }
            return List.of();
        } catch (RuntimeException e) {
            // The chunk API wraps what the engine says in an unchecked exception.
            throw failure.apply(new SQLException(e.getMessage()));
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
                if (value == DuckColumn.Unfit.VALUE) {
                    unfit = c;
                }
            }
            number++;
            records.add(
                    unfit < 0
                            ? new SourceRecord.Intact(number, Row.of(schema, values))
                            : new SourceRecord.Unreadable(
                                    number,
                                    SourceErrors.value(
                                            schema.field(unfit).name(),
                                            schema.field(unfit).type())));
        }
        return records;
    }

    @Override
    public double fraction() {
        return total == 0 ? 1 : Math.min(1, (double) number / total);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            closeQuietly(result);
            closeQuietly(statement);
            closeQuietly(connection);
        }
    }

    private static void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            // Nothing was written, so nothing is lost.
        }
    }
}
