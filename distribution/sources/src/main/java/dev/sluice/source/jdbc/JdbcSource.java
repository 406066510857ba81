package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.source.jdbc.spool.RowSpool;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.spi.Field;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of a query of a database. The query runs once, from when the source is opened. */
public final class JdbcSource implements Source {
    private final JdbcConnection connection;
    private final JdbcQuery asked;
    private final List<JdbcColumn> columns;
    private final Optional<RowSchema> schema;
    private final boolean keep;
    private final String fingerprint = "query|" + UUID.randomUUID();
    private volatile RunningQuery query;
    private volatile boolean interrupted;
    private @Nullable RowSpool spool;
    private boolean leavesOut;
    private boolean begun;

    private JdbcSource(JdbcConnection connection, JdbcQuery asked, boolean keep) {
        this.connection = connection;
        this.asked = asked;
        this.keep = keep;
        this.query = RunningQuery.start(connection, asked);
        this.columns = query.columns();
        this.schema = schema(columns);
    }

    /**
     * Starts a query: an {@link dev.sluice.host.source.IncrementalSource} if it has a cursor.
     *
     * @param keep whether its rows are kept in a temporary file, so that they can be read again and the transaction ends as soon as all are
     *     read
     * @throws HostException if the database cannot be reached, the driver is missing, a setting is not allowed, or the query is not one
     *     that reads columns of types with an exact form
     */
    public static Source open(JdbcConnection connection, JdbcQuery query, boolean keep) {
        return query.cursor().isPresent() ? new CursorSource(connection, query, keep) : start(connection, query, keep);
    }

    static JdbcSource start(JdbcConnection connection, JdbcQuery query, boolean keep) {
        return new JdbcSource(connection, query, keep);
    }

    /** Follows the cursor; only of a query with one. */
    CursorWatch watch() {
        return query.watch();
    }

    private static Optional<RowSchema> schema(List<JdbcColumn> columns) {
        List<Field> fields = new ArrayList<>();
        for (JdbcColumn column : columns) {
            if (column.type() == null) {
                return Optional.empty();
            }
            fields.add(new Field(column.name(), column.type()));
        }
        return Optional.of(RowSchema.of(fields));
    }

    @Override
    public String name() {
        return "query";
    }

    @Override
    public Optional<RowSchema> schema() {
        return schema;
    }

    @Override
    public synchronized OptionalLong rowCount() {
        return spool == null ? OptionalLong.empty() : spool.rows();
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public SourceCursor open() {
        return open(name -> true);
    }

    @Override
    public synchronized SourceCursor open(Predicate<String> wanted) {
        JdbcCursor.Rows rows = keep ? new KeptRows(kept()) : once();
        return new JdbcCursor(columns, schema.orElse(null), wanted, rows);
    }

    @Override
    public synchronized SourceCursor openChoosing(Predicate<String> wanted) {
        if (!keep || spool != null || schema.isEmpty()) {
            return open(wanted);
        }
        RowSpool chosen = RowSpool.create();
        spool = chosen;
        leavesOut = true;
        return new JdbcCursor(columns, schema.get(), wanted, new ChosenRows(chosen));
    }

    @Override
    public synchronized boolean isWhole() {
        return !leavesOut;
    }

    /** Runs the query once more. */
    @Override
    public synchronized void restore() {
        close();
        spool = null;
        leavesOut = false;
        RunningQuery again = RunningQuery.start(connection, asked);
        query = again;
        if (interrupted) {
            again.stop();
        }
        if (!schema(again.columns()).equals(schema)) {
            throw HostFailure.SOURCE_CHANGED.exception("The columns of the query changed while a run read it.");
        }
    }

    private JdbcCursor.Rows once() {
        if (begun) {
            throw JdbcErrors.twice();
        }
        begun = true;
        return new LiveRows();
    }

    private RowSpool kept() {
        RowSpool known = spool;
        if (known == null) {
            RowSpool started = RowSpool.create();
            Thread thread = new Thread(() -> keep(started), "sluice-spool");
            thread.setDaemon(true);
            thread.start();
            spool = started;
            return started;
        }
        return known;
    }

    /** Takes the rows as fast as the database gives them, whoever reads them from the file meanwhile. */
    private void keep(RowSpool into) {
        try {
            for (byte[] row = query.next(); row != null; row = query.next()) {
                into.add(row);
            }
            into.complete();
        } catch (RuntimeException e) {
            query.close();
            into.fail(e);
        } catch (Error e) {
            query.close();
            into.fail(HostException.of(e));
        }
    }

    /** The rows as the database gives them. */
    private class LiveRows implements JdbcCursor.Rows {
        @Override
        public byte @Nullable [] next() {
            return query.next();
        }

        @Override
        public void unpack(byte[] row, @Nullable Object[] values) {
            query.unpack(row, values);
        }

        @Override
        public boolean hash(byte[] row, int[] positions, RowHasher hasher) {
            return query.hash(row, positions, hasher);
        }

        @Override
        public OptionalLong total() {
            return OptionalLong.empty();
        }
    }

    /** The same, of which only those are kept in the temporary file that the reader of the pass wants again. */
    private final class ChosenRows extends LiveRows {
        private final RowSpool chosen;
        private volatile long taken;
        private volatile boolean ended;

        ChosenRows(RowSpool chosen) {
            this.chosen = chosen;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
        public byte @Nullable [] next() {
            byte[] row = super.next();
            if (row == null) {
                ended = true;
            } else {
                taken++;
            }
            return row;
        }

        @Override
        public void keep(long ordinal, byte[] row) {
            chosen.leaveOutTo(ordinal);
            chosen.add(row);
        }

        @Override
        public void close() {
            if (ended) {
                chosen.leaveOutTo(taken);
                chosen.complete();
            } else {
                chosen.fail(JdbcErrors.closed());
            }
        }
    }

    /** The rows in the temporary file. */
    private final class KeptRows implements JdbcCursor.Rows {
        private final RowSpool rows;
        private final RowSpool.Reader reader;

        KeptRows(RowSpool rows) {
            this.rows = rows;
            this.reader = rows.reader();
        }

        @Override
        public byte @Nullable [] next() {
            return reader.next();
        }

        @Override
        public void unpack(byte[] row, @Nullable Object[] values) {
            query.unpack(row, values);
        }

        @Override
        public boolean hash(byte[] row, int[] positions, RowHasher hasher) {
            return query.hash(row, positions, hasher);
        }

        @Override
        public OptionalLong total() {
            return rows.rows();
        }
    }

    @Override
    public void interrupt() {
        interrupted = true;
        query.stop();
    }

    @Override
    public synchronized void close() {
        query.close();
        if (spool != null) {
            spool.close();
        }
    }
}
