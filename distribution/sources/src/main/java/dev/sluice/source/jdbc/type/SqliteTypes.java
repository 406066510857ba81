package dev.sluice.source.jdbc.type;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SQLite, where each value has a type and the type of a column is a hint. */
public final class SqliteTypes {
    /** What SQLite makes of a name that it has met before. */
    private static final Pattern NUMBERED = Pattern.compile("(?s)(.*):\\d+");

    private SqliteTypes() {}

    public static JdbcColumn of(ResultSetMetaData columns, int column) throws SQLException {
        return new JdbcColumn(columns.getColumnLabel(column), null, SqliteTypes::read);
    }

    /** The name that a column has in the query, by the names of those before it. */
    public static String nameOf(String label, Set<String> before) {
        Matcher numbered = NUMBERED.matcher(label);
        return numbered.matches() && before.contains(numbered.group(1)) ? numbered.group(1) : label;
    }

    private static @Nullable Object read(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value instanceof Integer number) {
            return number.longValue();
        }
        return value instanceof String text && JsonText.hasHalfPair(text) ? Unfit.ENCODING : value;
    }
}
