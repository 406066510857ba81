package dev.sluice.tck.sql;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table as it is: its columns, and the statements that it needs.
 *
 * @param name the name, not quoted
 * @param key the columns of its primary key, as the profile names them
 * @param columns the type of each column, by name
 */
public record SqlTable(String name, List<String> key, Map<String, FieldType> columns) {
    private static final int LONGEST_NAME = 256;

    /** Two writers must not create one table at once. */
    private static final Object CREATION = new Object();

    public SqlTable {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** Creates the table, or the columns that it lacks, as far as the database can have them, and reads what is there. */
    static SqlTable prepared(Connection connection, String name, List<String> key, RowSchema schema)
            throws SQLException {
        synchronized (CREATION) {
            SqlTable before = read(connection, name, key);
            List<Field> missing = schema.fields().stream()
                    .filter(field -> !before.columns.containsKey(field.name()))
                    .filter(field -> field.name().length() <= LONGEST_NAME)
                    .toList();
            if (missing.isEmpty()) {
                return before;
            }
            try (Statement statement = connection.createStatement()) {
                if (before.columns.isEmpty()) {
                    statement.execute("CREATE TABLE " + quoted(name) + " ("
                            + missing.stream().map(SqlTable::definition).collect(Collectors.joining(", "))
                            + ", PRIMARY KEY ("
                            + key.stream().map(SqlTable::quoted).collect(Collectors.joining(", ")) + "))");
                } else {
                    for (Field field : missing) {
                        statement.execute("ALTER TABLE " + quoted(name) + " ADD COLUMN " + definition(field));
                    }
                }
            }
            return read(connection, name, key);
        }
    }

    private static String definition(Field field) {
        return quoted(field.name()) + " " + SqlTypes.column(field.type());
    }

    /** A table without columns if there is none. */
    static SqlTable read(Connection connection, String name, List<String> key) throws SQLException {
        Map<String, FieldType> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = ? ORDER BY ORDINAL_POSITION")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.put(rows.getString(1), SqlTypes.type(rows.getString(2)));
                }
            }
        }
        return new SqlTable(name, key, columns);
    }

    public String insert(List<String> names) {
        return "INSERT INTO " + quoted(name) + " ("
                + names.stream().map(SqlTable::quoted).collect(Collectors.joining(", ")) + ") VALUES ("
                + names.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    /** Sets these columns, or the first of the key to itself if there are none, so that the count tells whether the record exists. */
    public String update(List<String> names) {
        String first = quoted(key.get(0));
        return "UPDATE " + quoted(name) + " SET "
                + (names.isEmpty()
                        ? first + " = " + first
                        : names.stream().map(column -> quoted(column) + " = ?").collect(Collectors.joining(", ")))
                + where();
    }

    public String delete() {
        return "DELETE FROM " + quoted(name) + where();
    }

    String select() {
        return "SELECT " + columns.keySet().stream().map(SqlTable::quoted).collect(Collectors.joining(", ")) + " FROM "
                + quoted(name) + where();
    }

    private String where() {
        return key.stream().map(column -> quoted(column) + " = ?").collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    public static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
