package dev.sluice.source.jdbc;

import dev.sluice.host.cursor.CursorSeen;
import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.value.Unfit;
import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.source.jdbc.type.SqlText;
import dev.sluice.spi.FieldType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Follows the values of a cursor through the rows of a query, whose last column is the clock of the database. For one thread. */
final class CursorWatch {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final Duration WIDEST_OFFSET = Duration.ofHours(14);

    private final String column;
    private final int position;
    private final FieldType type;
    private final int clockPosition;
    private @Nullable CursorValue clock;
    /** What is later than this is dated in the future, whatever clock and zone it was dated by. */
    private @Nullable CursorValue distant;

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
                future += seen.compareTo(Objects.requireNonNull(distant)) > 0 ? 1 : 0;
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
            known = at(now);
            clock = known;
            distant = at(now.plus(type == FieldType.INSTANT ? SKEW : WIDEST_OFFSET));
        }
        return known;
    }

    private CursorValue at(Instant moment) {
        LocalDateTime local = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        return switch (type) {
            case DATE -> new CursorValue(type, local.toLocalDate());
            case TIMESTAMP -> new CursorValue(type, local);
            default -> new CursorValue(type, moment);
        };
    }

    CursorSeen seen() {
        return new CursorSeen(Optional.ofNullable(highest), future);
    }
}
