package dev.sluice.source.jdbc.type;

import dev.sluice.spi.FieldType;
import java.math.BigInteger;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Locale;

/** MySQL and MariaDB. */
public final class MySqlTypes {
    public static final List<String> SESSION = List.of("SET time_zone = '+00:00'");

    private MySqlTypes() {}

    public static JdbcColumn of(ResultSetMetaData columns, int column) throws SQLException {
        String label = columns.getColumnLabel(column);
        String name = columns.getColumnTypeName(column).toUpperCase(Locale.ROOT);
        if (name.equals("JSON") || name.equals("UUID")) {
            FieldType type = FieldType.valueOf(name);
            return JdbcColumn.ofText(label, type, text -> SqlText.value(type, text));
        }
        if (name.equals("BIT")) {
            // One driver calls a single bit BOOLEAN and several VARBINARY.
            return bits(label);
        }
        return switch (columns.getColumnType(column)) {
            // The text protocol has them with six digits.
            case Types.REAL -> throw TypeErrors.unknown(label, name, "CAST(%s AS DOUBLE)", "`");
            case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> {
                boolean big = columns.getColumnType(column) == Types.BIGINT && !columns.isSigned(column);
                yield text(label, big ? FieldType.BIG_INTEGER : FieldType.INTEGER);
            }
            case Types.DECIMAL, Types.NUMERIC -> text(label, FieldType.DECIMAL);
            case Types.DOUBLE -> text(label, FieldType.DOUBLE);
            case Types.DATE -> text(label, name.equals("YEAR") ? FieldType.INTEGER : FieldType.DATE);
            case Types.TIME -> text(label, FieldType.TIME);
            case Types.TIMESTAMP -> text(label, name.equals("TIMESTAMP") ? FieldType.INSTANT : FieldType.TIMESTAMP);
            case Types.CHAR,
                    Types.VARCHAR,
                    Types.LONGVARCHAR,
                    Types.NCHAR,
                    Types.NVARCHAR,
                    Types.LONGNVARCHAR,
                    Types.CLOB -> text(label, FieldType.TEXT);
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> {
                if (name.contains("GEOMETRY") || name.contains("POINT") || name.contains("POLYGON")) {
                    throw TypeErrors.unknown(label, name, "ST_AsText(%s)", "`");
                }
                yield new JdbcColumn(label, FieldType.BYTES, (rows, at) -> rows.getBytes(at));
            }
            default -> throw TypeErrors.unknown(label, name, "CAST(%s AS CHAR)", "`");
        };
    }

    private static JdbcColumn text(String label, FieldType type) {
        return JdbcColumn.ofText(label, type, text -> SqlText.value(type, text));
    }

    private static JdbcColumn bits(String label) {
        return new JdbcColumn(label, FieldType.BIG_INTEGER, (rows, at) -> {
            byte[] bytes = rows.getBytes(at);
            return bytes == null ? null : new BigInteger(1, bytes);
        });
    }
}
