package dev.sluice.state;

import dev.sluice.duckdb.Chunks;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** The rows of a query over the state, one after another. For one thread. */
final class TableRows implements AutoCloseable {
    private final Path file;
    private final Chunks chunks;
    private @Nullable DuckDBDataChunkReader chunk;
    private long row = -1;

    TableRows(StateFile file, String query) {
        this.file = file.path();
        try {
            this.chunks = Chunks.of(file.database(), query);
        } catch (SQLException e) {
            throw StateFailures.failed(file.path(), e);
        }
    }

    /** Moves to the next row; false at the end. */
    boolean next() {
        row++;
        if (chunk == null || row == chunk.rowCount()) {
            try {
                chunk = chunks.next();
            } catch (SQLException e) {
                throw StateFailures.failed(file, e);
            }
            row = 0;
        }
        return chunk != null;
    }

    long number(int column) {
        return vector(column).getLong(row);
    }

    String text(int column) {
        return vector(column).getString(row);
    }

    private DuckDBReadableVector vector(int column) {
        DuckDBDataChunkReader open = chunk;
        if (open == null) {
            throw new IllegalStateException("at no row");
        }
        return open.vector(column);
    }

    @Override
    public void close() {
        try {
            chunks.close();
        } catch (SQLException e) {
            throw StateFailures.failed(file, e);
        }
    }
}
