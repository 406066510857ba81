package dev.sluice.source.jdbc.type;

import java.sql.ResultSetMetaData;
import java.sql.SQLException;

/** What the types of a database are in a row. */
public interface ColumnTypes {
    /**
     * A column of a result.
     *
     * @param column its number, from 1
     * @throws dev.sluice.host.failure.HostException if its type has no exact form
     */
    JdbcColumn of(ResultSetMetaData columns, int column) throws SQLException;
}
