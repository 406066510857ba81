package dev.sluice.source.jdbc.copy;

import dev.sluice.source.jdbc.type.JdbcColumn;
import dev.sluice.source.jdbc.type.PostgresBinary;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/**
 * A column of a COPY.
 *
 * @param column what it is in a row
 * @param type how a value is read from its bytes
 */
public record CopyColumn(JdbcColumn column, PostgresBinary type) {
    /**
     * A column of a result.
     *
     * @param position its number, from 1
     */
    public static CopyColumn of(JdbcColumn column, ResultSetMetaData columns, int position) throws SQLException {
        return new CopyColumn(column, PostgresBinary.of(columns, position));
    }

    /** What the query asks for. A value without a binary form of its own comes as the text that the server prints, which no cast gives for every type. */
    String selected() {
        String name = "\"" + column.name().replace("\"", "\"\"") + "\"";
        return type.isText()
                ? "CASE WHEN " + name + " IS NOT NULL THEN pg_catalog.format('%s', " + name + ") END"
                : name;
    }
}
