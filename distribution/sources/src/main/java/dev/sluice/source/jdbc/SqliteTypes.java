package dev.sluice.source.jdbc;

import dev.sluice.source.value.JsonText;
import dev.sluice.source.value.Unfit;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** SQLite, where each value has a type and the type of a column is a hint. */
final class SqliteTypes {
    private SqliteTypes() {}

    static JdbcColumn of(ResultSetMetaData columns, int column) throws SQLException {
        return new JdbcColumn(columns.getColumnLabel(column), null, SqliteTypes::read);
    }

    private static @Nullable Object read(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value instanceof String text && JsonText.hasHalfPair(text) ? Unfit.ENCODING : value;
    }
}
