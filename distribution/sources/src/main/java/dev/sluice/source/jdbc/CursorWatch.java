package dev.sluice.source.jdbc;

import dev.sluice.host.cursor.CursorSeen;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.source.jdbc.type.SqlText;
import dev.sluice.source.value.Unfit;
import dev.sluice.spi.FieldType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the values of a cursor through the rows of a query, whose last column is the clock of the database. For one thread. */
final class CursorWatch {
    private final String column;
    private final int position;
    private final FieldType type;
    private final int clockPosition;
    private @Nullable CursorValue clock;
    private @Nullable CursorValue highest;
    private long future;

    /**
     * @param position of the column, from 0
     * @param clockPosition of the clock, from 1
     */
    CursorWatch(JdbcColumn column, int position, int clockPosition) {
        this.column = column.name();
        this.position = position;
        this.type = column.type() == null ? FieldType.INTEGER : column.type();
        this.clockPosition = clockPosition;
    }

    FieldType type() {
        return type;
    }

    /** A row has been read. */
    void see(ResultSet rows, @Nullable Object[] values) throws SQLException {
        Object value = values[position];
        if (value == null || value instanceof Unfit) {
            return;
        }
        if (!type.javaType().isInstance(value)) {
            throw HostFailure.CURSOR_INVALID.exception(
                    "The cursor '" + column + "' has a value that is no whole number.",
                    "Take a column of which every value is one, or NULL.");
        }
        CursorValue seen = new CursorValue(type, value);
        if (CursorValue.isTime(type)) {
            CursorValue now = clock(rows);
            if (seen.compareTo(now) > 0) {
                future++;
                seen = now;
            }
        }
        if (highest == null || seen.compareTo(highest) > 0) {
            highest = seen;
        }
    }

    private CursorValue clock(ResultSet rows) throws SQLException {
        CursorValue known = clock;
        if (known == null) {
            Instant now = (Instant) SqlText.instant(rows.getString(clockPosition));
            LocalDateTime local = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
            known = new CursorValue(
                    type,
                    switch (type) {
                        case DATE -> local.toLocalDate();
                        case TIMESTAMP -> local;
                        default -> now;
                    });
            clock = known;
        }
        return known;
    }

    CursorSeen seen() {
        return new CursorSeen(Optional.ofNullable(highest), future);
    }
}
