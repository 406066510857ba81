package dev.sluice.host.change;

import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Takes in what the source has now. For one thread. */
public final class Snapshot implements AutoCloseable {
    private final Path file;
    private final DuckDBConnection connection;
    private final DuckDBAppender appender;
    private final RowHasher hasher = new RowHasher();
    private long rows;
    private boolean closed;

    Snapshot(Path file, DuckDBConnection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.appender = connection.createAppender("run", "main", "observed");
    }

    /**
     * Adds a row.
     *
     * @param ordinal its position in the pass, from 0, ascending
     * @param number its number, for people
     */
    public void add(long ordinal, long number, Identity identity, Row row) {
        RowHash hash = hasher.hash(row);
        try {
            appender.beginRow();
            appender.append(ordinal);
            appender.append(number);
            appender.append(IdentityText.of(identity));
            appender.append(hash.high());
            appender.append(hash.low());
            appender.endRow();
        } catch (SQLException e) {
            throw StateException.of(file, e);
        }
        rows++;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (connection) {
            appender.close();
        } catch (SQLException e) {
            throw StateException.of(file, e);
        }
    }
}
