package dev.sluice.source.jdbc;

import dev.sluice.host.cursor.CursorRange;
import dev.sluice.host.cursor.CursorSeen;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.source.IncrementalSource;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** The rows of a query of a database from a value of a cursor on. */
final class CursorSource implements IncrementalSource {
    private final JdbcConnection connection;
    private final boolean keep;
    private final JdbcQuery query;
    private CursorRange range;
    private volatile JdbcSource rows;
    private volatile boolean interrupted;

    /** @param query one with a cursor */
    CursorSource(JdbcConnection connection, JdbcQuery query, boolean keep) {
        this.connection = connection;
        this.query = query;
        this.keep = keep;
        this.range = query.cursor().orElseThrow();
        this.rows = JdbcSource.start(connection, query, keep);
    }

    @Override
    public FieldType cursorType() {
        return rows.watch().type();
    }

    @Override
    public synchronized Optional<CursorValue> from() {
        return range.from();
    }

    @Override
    public synchronized void readFrom(Optional<CursorValue> value) {
        rows.close();
        range = new CursorRange(range.column(), value);
        JdbcSource next = JdbcSource.start(connection, query.from(range), keep);
        rows = next;
        if (interrupted) {
            next.interrupt();
        }
    }

    @Override
    public CursorSeen seen() {
        return rows.watch().seen();
    }

    @Override
    public String name() {
        return rows.name();
    }

    @Override
    public Optional<RowSchema> schema() {
        return rows.schema();
    }

    @Override
    public OptionalLong rowCount() {
        return rows.rowCount();
    }

    @Override
    public String fingerprint() {
        return rows.fingerprint();
    }

    @Override
    public SourceCursor open() {
        return rows.open();
    }

    @Override
    public SourceCursor open(Predicate<String> wanted) {
        return rows.open(wanted);
    }

    @Override
    public SourceCursor openChoosing(Predicate<String> wanted) {
        return rows.openChoosing(wanted);
    }

    @Override
    public boolean isWhole() {
        return rows.isWhole();
    }

    @Override
    public synchronized void restore() {
        readFrom(range.from());
    }

    @Override
    public void interrupt() {
        interrupted = true;
        rows.interrupt();
    }

    @Override
    public void close() {
        rows.close();
    }
}
