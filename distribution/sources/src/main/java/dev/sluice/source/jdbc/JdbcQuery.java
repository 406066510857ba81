package dev.sluice.source.jdbc;

import dev.sluice.host.cursor.CursorRange;
import java.util.Optional;

/**
 * What is read of a database.
 *
 * @param text one SELECT
 * @param cursor its cursor, and which rows are read; empty: no cursor, and every row. Where the text has {@value #PARAMETER}, the value that rows
 *     are read from stands in its place, or NULL for every row; elsewhere the rows of the query are chosen by the column
 */
public record JdbcQuery(String text, Optional<CursorRange> cursor) {
    /** What stands in a query for the value that rows are read from. */
    public static final String PARAMETER = "${cursor}";

    /** A query without a cursor. */
    public static JdbcQuery of(String text) {
        return new JdbcQuery(text, Optional.empty());
    }

    /** The same with other rows; only of one with a cursor. */
    JdbcQuery from(CursorRange range) {
        return new JdbcQuery(text, Optional.of(range));
    }
}
