package dev.sluice.state.file;

import dev.sluice.duckdb.Chunks;
import java.sql.SQLException;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** The rows of a query, one after another. For one thread. */
public final class TableRows implements AutoCloseable {
    private final StateFailures failures;
    private final Chunks chunks;
    private @Nullable DuckDBDataChunkReader chunk;
    private long row = -1;

    public TableRows(Workspace workspace, StateFailures failures, String query) {
        this.failures = failures;
        try {
            this.chunks = workspace.chunks(query);
        } catch (SQLException e) {
            throw failures.failed(e);
        }
    }

    /** Moves to the next row; false at the end. */
    public boolean next() {
        row++;
        if (chunk == null || row == chunk.rowCount()) {
            try {
                chunk = chunks.next();
            } catch (SQLException e) {
                throw failures.failed(e);
            }
            row = 0;
        }
        return chunk != null;
    }

    public long number(int column) {
        return vector(column).getLong(row);
    }

    public boolean flag(int column) {
        return vector(column).getBoolean(row);
    }

    public String text(int column) {
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
            throw failures.failed(e);
        }
    }
}
