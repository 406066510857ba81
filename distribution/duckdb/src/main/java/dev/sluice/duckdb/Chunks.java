package dev.sluice.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** The result of a query in chunks of columns, which reads several times faster than a result set. For one thread. */
public final class Chunks implements AutoCloseable {
    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private boolean closed;

    private Chunks(DuckDBConnection connection, DuckDBPreparedStatement statement, DuckDBChunkedResult result) {
        this.connection = connection;
        this.statement = statement;
        this.result = result;
    }

    /** Runs a query on a connection of its own. */
    public static Chunks of(DuckDb database, String query) throws SQLException {
        DuckDBConnection connection = database.connect();
        boolean open = false;
        try {
            DuckDBPreparedStatement statement =
                    connection.prepareStatement(query).unwrap(DuckDBPreparedStatement.class);
            Chunks chunks = new Chunks(connection, statement, statement.query());
            open = true;
            return chunks;
        } finally {
            if (!open) {
                connection.close();
            }
        }
    }

    /** The next chunk, which has a row at least and is valid until the next call; null at the end. */
    public @Nullable DuckDBDataChunkReader next() throws SQLException {
        try {
            while (result.nextChunk()) {
                DuckDBDataChunkReader chunk = result.chunk();
                if (chunk.rowCount() > 0) {
                    return chunk;
                }
            }
            return null;
        } catch (RuntimeException e) {
            // So the engine reports an error of the query.
            throw new SQLException(e.getMessage(), e);
        }
    }

    /** Idempotent. */
    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try (connection;
                statement) {
            result.close();
        }
    }
}
