package dev.sluice.state;

import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.duckdb.DuckDBReadableVector;
import org.jspecify.annotations.Nullable;

/** The rows of a query over the state, one after another. For one thread. */
final class TableRows implements AutoCloseable {
    private final Path file;
    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private @Nullable DuckDBDataChunkReader chunk;
    private long rows;
    private long row = -1;

    private TableRows(
            Path file, DuckDBConnection connection, DuckDBPreparedStatement statement, DuckDBChunkedResult result) {
        this.file = file;
        this.connection = connection;
        this.statement = statement;
        this.result = result;
    }

    static TableRows of(StateFile file, String query) {
        try {
            DuckDBConnection connection = file.connect();
            DuckDBPreparedStatement statement =
                    connection.prepareStatement(query).unwrap(DuckDBPreparedStatement.class);
            return new TableRows(file.path(), connection, statement, statement.query());
        } catch (SQLException e) {
            throw StateFailures.failed(file.path(), e);
        }
    }

    /** Moves to the next row; false at the end. */
    boolean next() {
        row++;
        while (row >= rows) {
            if (!result.nextChunk()) {
                return false;
            }
            chunk = result.chunk();
            rows = chunk.rowCount();
            row = 0;
        }
        return true;
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
            throw new IllegalStateException("before the first row");
        }
        return open.vector(column);
    }

    @Override
    public void close() {
        for (AutoCloseable held : new AutoCloseable[] {result, statement, connection}) {
            try {
                held.close();
            } catch (SQLException e) {
                throw StateFailures.failed(file, e);
            } catch (Exception e) {
                throw new IllegalStateException(e.getClass().getName());
            }
        }
    }
}
