package dev.sluice.host.change;

import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** The rows that are not unchanged, in the order of the source. For one thread. */
public final class Steps implements AutoCloseable {
    private final Path file;
    private final DuckDBConnection connection;
    private final DuckDBPreparedStatement statement;
    private final DuckDBChunkedResult result;
    private final RowHasher hasher = new RowHasher();
    private @Nullable DuckDBDataChunkReader chunk;
    private long rows;
    private long row = -1;

    Steps(Path file, DuckDBConnection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.statement = connection
                .prepareStatement("SELECT ordinal, kind, first_number, high, low FROM run.steps")
                .unwrap(DuckDBPreparedStatement.class);
        this.result = statement.query();
    }

    /** Goes to the next row; false at the end. */
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

    /** The row's position in the pass. */
    public long ordinal() {
        return value(0);
    }

    /** What is to be done with it. */
    public Kind kind() {
        return Kind.of(value(1));
    }

    /** The number of the first row with the identity, for {@link Kind#DUPLICATE}. */
    public long firstNumber() {
        return value(2);
    }

    /** The hash of the row if it is the one that was observed; null if the source has changed since. */
    public @Nullable RowHash verify(Row candidate) {
        RowHash hash = hasher.hash(candidate);
        return hash.high() == value(3) && hash.low() == value(4) ? hash : null;
    }

    private long value(int column) {
        DuckDBDataChunkReader open = chunk;
        if (open == null) {
            throw new IllegalStateException("before the first row");
        }
        return open.vector(column).getLong(row);
    }

    @Override
    public void close() {
        Closing.all(file, result, statement, connection);
    }
}
