package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.source.jdbc.copy.CopiedRows;
import dev.sluice.source.jdbc.copy.CopyColumn;
import dev.sluice.source.jdbc.spool.QueryRows;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.source.jdbc.type.SqliteTypes;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
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
    private volatile boolean stopped;
    private volatile @Nullable Connection connection;
    private volatile @Nullable Cancel statement;
    private volatile @Nullable QueryRows rows;
    private List<JdbcColumn> columns = List.of();
    private @Nullable CursorWatch watch;
    private volatile boolean ended;

    /** Has the database end a statement. */
    private interface Cancel {
        void run() throws SQLException;
    }

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
    static RunningQuery start(JdbcConnection settings, JdbcQuery asked) {
        Dialect dialect = Dialect.of(settings.url());
        Properties properties = dialect.properties(settings);
        ReadingQuery reading = ReadingQuery.of(asked, dialect);
        Driver driver = Drivers.of(dialect, settings);
        RunningQuery query = new RunningQuery(dialect, settings, reading);
        FutureTask<RunningQuery> work = new FutureTask<>(() -> query.begin(driver, properties));
        Thread thread = new Thread(work, "sluice-query");
        thread.setDaemon(true);
        thread.start();
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            query.stop();
            throw JdbcErrors.stopped();
        } catch (ExecutionException e) {
            throw HostException.of(e.getCause() == null ? e : e.getCause());
        }
    }

    private RunningQuery begin(Driver driver, Properties properties) {
        boolean running = false;
        try {
            Connection open = open(driver, properties);
            connection = open;
            // Whoever stops it from now on finds the connection.
            if (stopped) {
                throw JdbcErrors.stopped();
            }
            execute(open);
            running = true;
            return this;
        } finally {
            if (!running) {
                close();
            }
        }
    }

    private Connection open(Driver driver, Properties properties) {
        Connection opened;
        try {
            opened = driver.connect(settings.url(), properties);
        } catch (SQLException e) {
            throw stopped ? JdbcErrors.stopped() : JdbcErrors.connecting(dialect, settings, e);
        }
        if (opened == null) {
            throw JdbcErrors.url();
        }
        return opened;
    }

    private void execute(Connection open) {
        Optional<Duration> limit = settings.queryTimeout();
        long began = System.nanoTime();
        try {
            begin(open);
            began = System.nanoTime();
            boolean copies =
                    dialect.is(Dialect.POSTGRESQL) && query.cursorColumn().isEmpty();
            if (copies && copy(open, limit)) {
                return;
            }
            if (copies) {
                // The transaction in which the COPY was refused takes no other statement.
                open.rollback();
                begin(open);
            }
            fetch(prepare(open), limit);
        } catch (SQLException e) {
            long took = System.nanoTime() - began;
            throw failure(e, limit.isPresent() && took >= limit.get().toNanos());
        }
    }

    /** Begins a transaction that only reads, with the forms of values that the reader of its rows knows. */
    private void begin(Connection open) throws SQLException {
        if (dialect.is(Dialect.POSTGRESQL)) {
            open.setAutoCommit(false);
            tell(open);
            return;
        }
        tell(open);
        if (!dialect.is(Dialect.SQLITE)) {
            // Its connection is opened for reading, and cannot be told so later.
            open.setReadOnly(true);
        }
        open.setTransactionIsolation(dialect.isolation());
        open.setAutoCommit(false);
    }

    private void tell(Connection open) throws SQLException {
        for (String sql : dialect.session()) {
            try (Statement session = open.createStatement()) {
                session.execute(sql);
            }
        }
    }

    private PreparedStatement prepare(Connection open) throws SQLException {
        return open.prepareStatement(query.forDriver(), ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
    }

    private void fetch(PreparedStatement prepared, Optional<Duration> limit) throws SQLException {
        statement = prepared::cancel;
        FetchSize fetch = new FetchSize();
        prepared.setFetchSize(dialect.streaming().orElse(fetch.rows()));
        if (limit.isPresent()) {
            prepared.setQueryTimeout((int) Math.max(1, limit.get().toSeconds()));
        }
        query.bind(prepared);
        ResultSet result = prepared.executeQuery();
        columns = columns(result.getMetaData());
        rows = new ResultRows(result, columns, watch, dialect.streaming().isPresent() ? null : fetch);
    }

    /**
     * A query of no rows, which does not run the inner one, tells the columns. A COPY has no parameters, so a query with a cursor is fetched.
     *
     * @return false if the server has no such COPY, as others that speak PostgreSQL's protocol
     */
    private boolean copy(Connection open, Optional<Duration> limit) throws SQLException {
        List<CopyColumn> copied = new ArrayList<>();
        try (Statement describing = open.createStatement()) {
            describing.setEscapeProcessing(false);
            ResultSetMetaData described =
                    describing.executeQuery(query.wrapped() + " LIMIT 0").getMetaData();
            columns = columns(described);
            for (int i = 0; i < columns.size(); i++) {
                copied.add(CopyColumn.of(columns.get(i), described, i + 1));
            }
        }
        CopiedRows started = new CopiedRows(open, query.wrapped(), copied);
        statement = started::cancel;
        rows = started;
        try {
            if (!started.start(limit)) {
                started.cancel();
                throw JdbcErrors.late();
            }
        } catch (SQLException e) {
            if (!JdbcErrors.isUnsupported(e)) {
                throw e;
            }
            started.close();
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JdbcErrors.stopped();
        }
        return true;
    }

    private List<JdbcColumn> columns(ResultSetMetaData described) throws SQLException {
        List<JdbcColumn> all = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        int count = described.getColumnCount() - (query.hasClock() ? 1 : 0);
        for (int i = 1; i <= count; i++) {
            String label = described.getColumnLabel(i);
            String name = dialect.is(Dialect.SQLITE) ? SqliteTypes.nameOf(label, names) : label;
            if (!names.add(name)) {
                throw JdbcErrors.duplicate(name);
            }
            all.add(dialect.types().of(described, i));
        }
        if (query.cursorColumn().isPresent()) {
            int position = List.copyOf(names).indexOf(query.cursorColumn().get());
            if (position < 0) {
                throw JdbcErrors.cursorMissing(query.cursorColumn().get(), names);
            }
            watch = new CursorWatch(all.get(position), position, count + 1);
        }
        return List.copyOf(all);
    }

    List<JdbcColumn> columns() {
        return columns;
    }

    /** Follows the cursor; only of a query with one. */
    CursorWatch watch() {
        return Objects.requireNonNull(watch);
    }

    /** The next row as bytes, to be read by {@link #unpack}; null at the end. */
    byte @Nullable [] next() {
        if (ended) {
            return null;
        }
        QueryRows open = rows;
        if (open == null || connection == null) {
            throw stopped ? JdbcErrors.stopped() : JdbcErrors.closed();
        }
        try {
            byte[] row = open.next();
            if (row == null) {
                ended = true;
                close();
            }
            return row;
        } catch (SQLException e) {
            throw failure(e, false);
        } catch (OutOfMemoryError e) {
            throw JdbcErrors.rowTooLarge();
        }
    }

    /** Reads the values of a row. Any thread may call it, also after the last row. */
    void unpack(byte[] row, @Nullable Object[] values) {
        Objects.requireNonNull(rows).unpack(row, values);
    }

    /** Hands values of a row to a hasher; false if one of them is none. Any thread may call it, also after the last row. */
    boolean hash(byte[] row, int[] positions, RowHasher hasher) {
        return Objects.requireNonNull(rows).hash(row, positions, hasher);
    }

    private HostException failure(SQLException e, boolean late) {
        return stopped ? JdbcErrors.stopped() : JdbcErrors.reading(dialect, query, e, late);
    }

    /** Makes a read that waits fail with {@code RUN_STOPPED}, now or once it waits. */
    void stop() {
        stopped = true;
        Thread thread = new Thread(this::cancel, "sluice-query-stop");
        thread.setDaemon(true);
        thread.start();
    }

    private void cancel() {
        Cancel running = statement;
        Connection open = connection;
        try {
            if (running != null) {
                running.run();
            }
        } catch (SQLException e) {
            // The connection goes away all the same.
        }
        abort(open);
    }

    private static void abort(@Nullable Connection open) {
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
    public synchronized void close() {
        if (rows instanceof CopiedRows copied) {
            copied.close();
        }
        Connection open = connection;
        connection = null;
        if (open == null) {
            return;
        }
        try {
            if (ended) {
                open.rollback();
            } else {
                // Some drivers would read the rows that are left.
                abort(open);
            }
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
