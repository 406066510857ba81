package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A query that a database runs, on a connection of its own in a transaction that only reads. Rows are read by one thread; {@link #stop} may be
 * called by any.
 */
final class RunningQuery implements AutoCloseable {
    private final Dialect dialect;
    private final JdbcConnection settings;
    private final ReadingQuery query;
    private final FetchSize fetch = new FetchSize();
    private volatile boolean stopped;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Statement statement;
    private @Nullable ResultSet rows;
    private List<JdbcColumn> columns = List.of();
    private int fetched;

    private RunningQuery(Dialect dialect, JdbcConnection settings, ReadingQuery query) {
        this.dialect = dialect;
        this.settings = settings;
        this.query = query;
    }

    /**
     * Connects and starts the query. An interrupt of the calling thread ends it and stays.
     *
     * @throws HostException if the database cannot be reached, or the query does not run
     */
    static RunningQuery start(JdbcConnection settings, String text) {
        Dialect dialect = Dialect.of(settings.url());
        var properties = dialect.properties(settings);
        Driver driver = Drivers.of(dialect, settings);
        RunningQuery query = new RunningQuery(dialect, settings, new ReadingQuery(text));
        FutureTask<Void> work = new FutureTask<>(
                () -> {
                    query.open(driver, properties);
                    query.execute();
                },
                null);
        Thread thread = new Thread(work, "sluice-query");
        thread.setDaemon(true);
        thread.start();
        boolean running = false;
        try {
            work.get();
            running = true;
            return query;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            query.stop();
            throw JdbcErrors.stopped();
        } catch (ExecutionException e) {
            throw HostException.of(e.getCause());
        } finally {
            if (!running && work.isDone()) {
                query.close();
            }
        }
    }

    private void open(Driver driver, java.util.Properties properties) {
        Connection opened;
        try {
            opened = driver.connect(settings.url(), properties);
        } catch (SQLException e) {
            throw JdbcErrors.connecting(dialect, settings, e);
        }
        if (opened == null) {
            throw JdbcErrors.url();
        }
        connection = opened;
    }

    private void execute() {
        Connection open = connection;
        if (open == null) {
            throw JdbcErrors.closed();
        }
        try {
            for (String sql : dialect.session()) {
                try (Statement session = open.createStatement()) {
                    session.execute(sql);
                }
            }
            if (dialect != Dialect.SQLITE) {
                open.setReadOnly(true);
            }
            open.setTransactionIsolation(dialect.isolation());
            open.setAutoCommit(false);
            PreparedStatement prepared =
                    open.prepareStatement(query.wrapped(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
            statement = prepared;
            fetched = fetch.rows();
            prepared.setFetchSize(dialect.streaming().orElse(fetched));
            if (settings.queryTimeout().isPresent()) {
                prepared.setQueryTimeout(
                        (int) Math.max(1, settings.queryTimeout().get().toSeconds()));
            }
            rows = prepared.executeQuery();
            columns = columns(rows.getMetaData());
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private List<JdbcColumn> columns(ResultSetMetaData described) throws SQLException {
        List<JdbcColumn> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= described.getColumnCount(); i++) {
            if (!names.add(described.getColumnLabel(i))) {
                throw JdbcErrors.duplicate(described.getColumnLabel(i));
            }
            all.add(dialect.types().of(described, i));
        }
        return List.copyOf(all);
    }

    List<JdbcColumn> columns() {
        return columns;
    }

    /** As {@link JdbcCursor.RowReader#read} does. */
    long read(@Nullable Object[] values) {
        ResultSet open = rows;
        if (open == null) {
            throw JdbcErrors.closed();
        }
        try {
            if (!open.next()) {
                close();
                return -1;
            }
            long size = 0;
            for (int i = 0; i < values.length; i++) {
                values[i] = columns.get(i).read(open, i + 1);
                size += JdbcCursor.size(values[i]);
            }
            fetch.saw(size);
            if (--fetched == 0 && dialect.streaming().isEmpty()) {
                fetched = fetch.next();
                open.setFetchSize(fetched);
            }
            return size;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private HostException failure(SQLException e) {
        return stopped ? JdbcErrors.stopped() : JdbcErrors.reading(dialect, query, e);
    }

    /** Makes a read that waits fail with {@code RUN_STOPPED}, now or once it waits. */
    void stop() {
        stopped = true;
        Thread thread = new Thread(this::abort, "sluice-query-stop");
        thread.setDaemon(true);
        thread.start();
    }

    private void abort() {
        Statement running = statement;
        Connection open = connection;
        try {
            if (running != null) {
                running.cancel();
            }
        } catch (SQLException e) {
            // The connection goes away all the same.
        }
        try {
            if (open != null) {
                open.abort(Runnable::run);
            }
        } catch (SQLException e) {
            // There is nothing left to end.
        }
    }

    /** Idempotent. */
    @Override
    public void close() {
        rows = null;
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            open.rollback();
        } catch (SQLException e) {
            // Nothing was written.
        }
        try {
            open.close();
        } catch (SQLException e) {
            // The database sees that it is gone.
        }
    }
}
