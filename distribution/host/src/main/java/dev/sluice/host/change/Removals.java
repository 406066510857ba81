package dev.sluice.host.change;

import dev.sluice.spi.Identity;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** The records that the source has no row for. For one thread. */
public final class Removals implements AutoCloseable {
    private final Path file;
    private final int parts;
    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private @Nullable DuckDBDataChunkReader chunk;
    private long rows;
    private long row = -1;

    Removals(Path file, int parts, DuckDBConnection connection) throws SQLException {
        this.file = file;
        this.parts = parts;
        this.connection = connection;
        this.statement =
                connection.prepareStatement("SELECT identity FROM run.gone").unwrap(DuckDBPreparedStatement.class);
        this.result = statement.query();
    }

    /** Goes to the next record; false at the end. */
    public boolean next() {
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

    /** What names the record. */
    public Identity identity() {
        DuckDBDataChunkReader open = chunk;
        if (open == null) {
            throw new IllegalStateException("before the first record");
        }
        return IdentityText.parse(open.vector(0).getString(row), parts);
    }

    @Override
    public void close() {
        Closing.all(file, result, statement, connection);
    }
}
