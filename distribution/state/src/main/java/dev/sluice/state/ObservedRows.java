package dev.sluice.state;

import dev.sluice.host.change.IdentityText;
import dev.sluice.host.change.RowHash;
import dev.sluice.host.change.RowHasher;
import dev.sluice.host.change.Snapshot;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Appends the rows of a source to {@code run.observed}. */
final class ObservedRows implements Snapshot {
    private final Path file;
    private final DuckDBConnection connection;
    private final DuckDBAppender appender;
    private final RowHasher hasher = new RowHasher();
    private boolean closed;

    ObservedRows(StateFile file) throws SQLException {
        this.file = file.path();
        this.connection = file.connect();
        this.appender = connection.createAppender("run", "main", "observed");
    }

    @Override
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
            throw StateFailures.failed(file, e);
        }
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
            throw StateFailures.failed(file, e);
        }
    }
}
