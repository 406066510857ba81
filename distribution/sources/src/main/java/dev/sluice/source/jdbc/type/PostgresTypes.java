package dev.sluice.source.jdbc.type;

import dev.sluice.host.value.JsonText;
import dev.sluice.spi.FieldType;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.Map;

/** PostgreSQL, whose values are read as the server's own text. An enum is text, a domain is its base type. */
public final class PostgresTypes {
    /** By the names that the server has for them. */
    public static final Map<String, FieldType> TABLE = table();
    /** What has no exact form, and the expression that gives it one. */
    static final Map<String, String> REFUSED = Map.of("money", "CAST(%s AS numeric)", "hstore", "hstore_to_json(%s)");

    /** By the names of the elements. Any other array is JSON to the server, which has money there as text of its locale. */
    private static final Map<String, String> REFUSED_ARRAYS = Map.of("money", "CAST(%s AS numeric[])");

    /** A domain of elements has a name of its own, which does not tell what it is of. */
    private static final String ARRAY =
            "to_json(%1$s) AS %1$s in the query, or, if the elements are money, CAST(%1$s AS numeric[])";

    static final Map<String, String> SERIALS = Map.of("smallserial", "int2", "serial", "int4", "bigserial", "int8");

    private PostgresTypes() {}

    private static Map<String, FieldType> table() {
        Map<String, FieldType> table = new LinkedHashMap<>();
        put(table, FieldType.BOOLEAN, "bool");
        put(table, FieldType.INTEGER, "int2", "int4", "int8", "oid");
        put(table, FieldType.DECIMAL, "numeric");
        put(table, FieldType.FLOAT, "float4");
        put(table, FieldType.DOUBLE, "float8");
        put(table, FieldType.TEXT, "text", "varchar", "bpchar", "char", "name", "citext", "xml");
        put(table, FieldType.DATE, "date");
        put(table, FieldType.TIME, "time");
        put(table, FieldType.TIMESTAMP, "timestamp");
        put(table, FieldType.INSTANT, "timestamptz");
        put(table, FieldType.UUID, "uuid");
        put(table, FieldType.BYTES, "bytea");
        put(table, FieldType.JSON, "json", "jsonb");
        // As the server prints them.
        put(table, FieldType.TEXT, "timetz", "interval", "bit", "varbit", "inet", "cidr", "macaddr", "macaddr8");
        put(table, FieldType.TEXT, "int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange");
        return table;
    }

    private static void put(Map<String, FieldType> table, FieldType type, String... names) {
        for (String name : names) {
            table.put(name, type);
        }
    }

    public static JdbcColumn of(ResultSetMetaData columns, int column) throws SQLException {
        FieldType type = isArray(columns, column) ? FieldType.JSON : single(columns, column);
        return JdbcColumn.ofText(columns.getColumnLabel(column), type, textReader(columns, column));
    }

    /** How the values of a column are read from what the server prints. */
    static JdbcColumn.TextReader textReader(ResultSetMetaData columns, int column) throws SQLException {
        FieldType single = single(columns, column);
        return isArray(columns, column) ? text -> new PostgresArray(text, single).json() : text -> value(single, text);
    }

    private static boolean isArray(ResultSetMetaData columns, int column) throws SQLException {
        return columns.getColumnType(column) == Types.ARRAY;
    }

    /** The type of a column, or of the elements of its arrays. */
    private static FieldType single(ResultSetMetaData columns, int column) throws SQLException {
        String label = columns.getColumnLabel(column);
        String given = columns.getColumnTypeName(column);
        String name = SERIALS.getOrDefault(given, given);
        boolean array = isArray(columns, column);
        String single = array ? name.replaceFirst("^_", "") : name;
        FieldType type = TABLE.get(single);
        if (type == null && !array && columns.getColumnType(column) == Types.VARCHAR) {
            type = FieldType.TEXT;
        }
        if (type == null) {
            Map<String, String> refused = array ? REFUSED_ARRAYS : REFUSED;
            throw TypeErrors.unknown(
                    label, given, refused.getOrDefault(single, array ? ARRAY : "CAST(%s AS text)"), "\"");
        }
        return type;
    }

    /** @throws RuntimeException as {@link JdbcColumn.Reader#read} does */
    static Object value(FieldType type, String text) {
        return switch (type) {
            case BOOLEAN -> text.equals("t");
            case BYTES -> SqlText.hex(text.substring(2));
            case DATE -> SqlText.date(text);
            case TIMESTAMP -> SqlText.timestamp(text);
            case INSTANT -> SqlText.instant(text);
            case JSON -> JsonText.compact(text);
            default -> SqlText.value(type, text);
        };
    }
}
