package dev.sluice.tck.sql;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records of a table, and creates none. Mutants override its methods. */
public class SqlReader implements RecordReader {
    private final Connection connection;
    private final String name;
    private final List<String> key;
    private boolean closed;

    public SqlReader(Connection connection, String name, List<String> key) {
        this.connection = connection;
        this.name = name;
        this.key = key;
    }

    @Override
    public List<ReadBack> read(List<Row> expected) {
        if (closed) {
            throw DestinationException.closed();
        }
        List<ReadBack> answers = new ArrayList<>();
        try {
            SqlTable table = SqlTable.read(connection, name, key);
            for (Row row : expected) {
                answers.add(table.columns().isEmpty() ? absent() : compare(table, row));
            }
        } catch (SQLException e) {
            throw SqlErrors.of(e);
        }
        return answers;
    }

    private static ReadBack absent() {
        return ReadBack.builder(ReadBack.Status.ABSENT).build();
    }

    private ReadBack compare(SqlTable table, Row row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(table.select())) {
            for (int i = 0; i < key.size(); i++) {
                Optional<Object> value = inColumn(table, row, key.get(i));
                if (value.isEmpty()) {
                    return absent();
                }
                statement.setObject(
                        i + 1, SqlTypes.bound(table.columns().getOrDefault(key.get(i), FieldType.TEXT), value.get()));
            }
            try (ResultSet record = statement.executeQuery()) {
                return record.next() ? compare(table, row, record) : absent();
            }
        }
    }

    private ReadBack compare(SqlTable table, Row row, ResultSet record) throws SQLException {
        List<String> differences = new ArrayList<>();
        List<String> names = List.copyOf(table.columns().keySet());
        for (int i = 0; i < names.size(); i++) {
            FieldType type = table.columns().getOrDefault(names.get(i), FieldType.TEXT);
            Object stored = SqlTypes.read(record, i + 1, type);
            if (!equal(type, stored, inColumn(table, row, names.get(i)).orElse(null))) {
                differences.add(names.get(i));
            }
        }
        row.schema().fields().stream()
                .map(field -> field.name())
                .filter(field -> !table.columns().containsKey(field) && row.value(field) != null)
                .forEach(differences::add);
        return ReadBack.builder(differences.isEmpty() ? ReadBack.Status.MATCHES : ReadBack.Status.DIFFERS)
                .differences(differences)
                .display("a record")
                .build();
    }

    public boolean equal(FieldType type, @Nullable Object stored, @Nullable Object expected) {
        if (stored == null || expected == null) {
            return stored == expected;
        }
        return type == FieldType.DECIMAL
                ? ((BigDecimal) stored).compareTo((BigDecimal) expected) == 0
                : type.format(stored).equals(type.format(expected));
    }

    private static Optional<Object> inColumn(SqlTable table, Row row, String name) {
        Object value = row.schema().has(name) ? row.value(name) : null;
        FieldType column = table.columns().get(name);
        return value == null || column == null
                ? Optional.empty()
                : SqlTypes.converted(
                        row.schema().field(row.schema().indexOf(name)).type(), value, column);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            SqlDestination.end(connection);
        }
    }
}
