package dev.sluice.state;

import dev.sluice.host.change.RowHash;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Appends the outcomes of records, many to a commit: a commit for each would take longer than everything else. */
final class OutcomeLog implements AutoCloseable {
    private static final int GROUP = 50_000;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final DuckDBConnection connection;
    private final Clock clock;
    private List<Entry> entries = new ArrayList<>();
    private long committed = System.nanoTime();
    private boolean closed;

    private record Entry(String identity, @Nullable RowHash hash, long time) {}

    OutcomeLog(Path file, DuckDBConnection connection, Clock clock) {
        this.file = file;
        this.connection = connection;
        this.clock = clock;
    }

    void written(String identity, RowHash hash) {
        add(new Entry(identity, hash, clock.millis()));
    }

    void forget(String identity) {
        add(new Entry(identity, null, clock.millis()));
    }

    private synchronized void add(Entry entry) {
        entries.add(entry);
        if (entries.size() >= GROUP || System.nanoTime() - committed > PERIOD_NANOS) {
            commit();
        }
    }

    private void commit() {
        try {
            if (!entries.isEmpty()) {
                connection.setAutoCommit(false);
                try (DuckDBAppender appender = connection.createAppender("main", "outcomes")) {
                    for (Entry entry : entries) {
                        append(appender, entry);
                    }
                }
                connection.commit();
            }
        } catch (SQLException e) {
            throw StateFailures.failed(file, e);
        }
        entries = new ArrayList<>();
        committed = System.nanoTime();
    }

    private static void append(DuckDBAppender appender, Entry entry) throws SQLException {
        appender.beginRow();
        appender.append(entry.identity);
        RowHash hash = entry.hash;
        if (hash == null) {
            appender.appendNull();
            appender.appendNull();
        } else {
            appender.append(hash.high());
            appender.append(hash.low());
        }
        appender.append(entry.time);
        appender.append(hash == null);
        appender.endRow();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (connection) {
            commit();
        } catch (SQLException e) {
            throw StateFailures.failed(file, e);
        }
    }
}
