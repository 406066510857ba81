package dev.sluice.source.jdbc.type;

import dev.sluice.spi.FieldType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Databases without a table of their own: what JDBC itself says of types. */
public final class GenericTypes {
    /** SQL Server's datetimeoffset. */
    private static final int DATETIME_OFFSET = -155;

    private GenericTypes() {}

    public static JdbcColumn of(ResultSetMetaData columns, int column) throws SQLException {
        String label = columns.getColumnLabel(column);
        return switch (columns.getColumnType(column)) {
            case Types.BOOLEAN, Types.BIT -> column(label, FieldType.BOOLEAN, ResultSet::getBoolean);
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
                column(label, FieldType.INTEGER, ResultSet::getLong);
            case Types.DECIMAL, Types.NUMERIC -> column(label, FieldType.DECIMAL, ResultSet::getBigDecimal);
            case Types.REAL -> column(label, FieldType.FLOAT, ResultSet::getFloat);
            case Types.FLOAT, Types.DOUBLE -> column(label, FieldType.DOUBLE, ResultSet::getDouble);
            case Types.CHAR, Types.VARCHAR, Types.LONGVARCHAR, Types.NCHAR, Types.NVARCHAR, Types.LONGNVARCHAR ->
                JdbcColumn.ofText(label, FieldType.TEXT, text -> SqlText.value(FieldType.TEXT, text));
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY ->
                column(label, FieldType.BYTES, ResultSet::getBytes);
            case Types.DATE -> column(label, FieldType.DATE, (rows, at) -> rows.getObject(at, LocalDate.class));
            case Types.TIME -> column(label, FieldType.TIME, (rows, at) -> rows.getObject(at, LocalTime.class));
            case Types.TIMESTAMP ->
                column(label, FieldType.TIMESTAMP, (rows, at) -> rows.getObject(at, LocalDateTime.class));
            case Types.TIMESTAMP_WITH_TIMEZONE, DATETIME_OFFSET ->
                column(label, FieldType.INSTANT, (rows, at) -> {
                    OffsetDateTime time = rows.getObject(at, OffsetDateTime.class);
                    return time == null ? null : time.toInstant();
                });
            default ->
                throw TypeErrors.unknown(label, columns.getColumnTypeName(column), "CAST(%s AS varchar(1000))", "\"");
        };
    }

    private static JdbcColumn column(String label, FieldType type, JdbcColumn.Reader reader) {
        return new JdbcColumn(label, type, (rows, at) -> {
            @Nullable Object value = reader.read(rows, at);
            return rows.wasNull() ? null : value;
        });
    }
}
