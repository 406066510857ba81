package dev.sluice.source.jdbc.type;

import dev.sluice.host.value.JsonText;
import dev.sluice.host.value.Unfit;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SQLite, where each value has a type and the type of a column is a hint. */
public final class SqliteTypes {
    /** What SQLite makes of a name that it has met before. */
    private static final Pattern NUMBERED = Pattern.compile("(?s)(.*):\\d+");

    private static final char REPLACEMENT = '\ufffd';

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
        if (!(value instanceof String text)) {
            return value;
        }
        return JsonText.hasHalfPair(text) || isReplaced(text, rows, column) ? Unfit.ENCODING : text;
    }

    /** Whether the driver has put U+FFFD in the place of bytes that are no UTF-8; the text may have it of its own. */
    private static boolean isReplaced(String text, ResultSet rows, int column) throws SQLException {
        return text.indexOf(REPLACEMENT) >= 0
                && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), rows.getBytes(column));
    }
}
