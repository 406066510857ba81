package dev.sluice.source.jdbc;

import dev.sluice.host.cursor.CursorValue;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.FieldType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How a database is asked for the rows from a value of a cursor on.
 *
 * @param quote encloses a name
 * @param clock the time at which the statement began, in a session in UTC
 * @param date what a parameter of a date is cast to
 * @param timestamp what a parameter of a timestamp is cast to
 * @param instant what a parameter of a timestamp with a zone is cast to
 */
record CursorSql(String quote, String clock, String date, String timestamp, String instant) {
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    /** @throws HostException if it is not known how to ask such a database */
    static CursorSql of(Dialect dialect) {
        if (dialect.is(Dialect.POSTGRESQL)) {
            return new CursorSql("\"", "CURRENT_TIMESTAMP", "date", "timestamp", "timestamptz");
        }
        if (dialect.is(Dialect.MARIADB) || dialect.is(Dialect.MYSQL)) {
            return new CursorSql("`", "UTC_TIMESTAMP(6)", "DATE", "DATETIME(6)", "DATETIME(6)");
        }
        if (dialect.is(Dialect.SQLITE)) {
            // It has no dates and no times.
            return new CursorSql("\"", "NULL", "", "", "");
        }
        throw HostFailure.CURSOR_INVALID.exception(
                "A cursor is for PostgreSQL, MySQL, MariaDB and SQLite, and the database is " + dialect.name() + ".",
                "Leave the cursor out. To send only rows that changed: --changes changed.");
    }

    String quoted(String column) {
        return quote + column.replace(quote, quote + quote) + quote;
    }

    /** The place of a value in a statement. */
    String parameter(FieldType type) {
        return switch (type) {
            case DATE -> "CAST(? AS " + date + ")";
            case TIMESTAMP -> "CAST(? AS " + timestamp + ")";
            case INSTANT -> "CAST(? AS " + instant + ")";
            default -> "?";
        };
    }

    void bind(PreparedStatement statement, int parameter, CursorValue from) throws SQLException {
        Object value = from.value();
        if (value instanceof Long number) {
            statement.setLong(parameter, number);
        } else if (value instanceof BigInteger number) {
            statement.setBigDecimal(parameter, new BigDecimal(number));
        } else if (value instanceof BigDecimal number) {
            statement.setBigDecimal(parameter, number);
        } else if (value instanceof LocalDateTime time) {
            statement.setString(parameter, MICROSECONDS.format(time));
        } else if (value instanceof Instant time) {
            statement.setString(parameter, MICROSECONDS.format(time.atOffset(ZoneOffset.UTC)));
        } else {
            statement.setString(parameter, from.text());
        }
    }
}
