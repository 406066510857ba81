package dev.sluice.state;

import dev.sluice.duckdb.Chunks;
import dev.sluice.state.file.Workspace;
import java.sql.SQLException;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/** Known records one after the other. For one thread. */
final class RecordCursor implements AutoCloseable {
    private static final int COLUMNS = 6;

    private final Chunks chunks;
    private final DuckDBReadableVector[] columns = new DuckDBReadableVector[COLUMNS];
    private int row;
    private int size;
    private boolean ended;

    /** @param query gives position, both halves of the hash, whether the record is believed, when it was written and when it expires */
    RecordCursor(Workspace workspace, String query) throws SQLException {
        this.chunks = workspace.chunks(query);
    }

    /** Whether the current record is the one at this position. */
    boolean isAt(long position) throws SQLException {
        if (row == size && !ended) {
            fetch();
        }
        return row < size && columns[0].getLong(row) == position;
    }

    private void fetch() throws SQLException {
        DuckDBDataChunkReader chunk = chunks.next();
        row = 0;
        size = 0;
        if (chunk == null) {
            ended = true;
            return;
        }
        size = (int) chunk.rowCount();
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = chunk.vector(i);
        }
    }

    /** Leaves the current record. */
    void next() {
        row++;
    }

    long high() {
        return columns[1].getLong(row);
    }

    long low() {
        return columns[2].getLong(row);
    }

    boolean isBelieved() {
        return columns[3].getBoolean(row);
    }

    long writtenAt() {
        return columns[4].getLong(row);
    }

    long expiresAt() {
        return columns[5].getLong(row);
    }

    @Override
    public void close() throws SQLException {
        chunks.close();
    }
}
