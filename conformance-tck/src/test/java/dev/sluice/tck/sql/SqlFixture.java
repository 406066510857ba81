package dev.sluice.tck.sql;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.TcpRelay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The fixture of the SQL reference: one table a space, which the first seed or the destination creates. */
public final class SqlFixture implements ConformanceFixture {
    private static final RowSchema PEOPLE = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("name", FieldType.TEXT),
            new Field("score", FieldType.INTEGER));
    private static final RowSchema MISTYPED =
            RowSchema.of(new Field("id", FieldType.INTEGER), new Field("score", FieldType.TEXT));
    private static final AtomicInteger SPACES = new AtomicInteger();

    private final Connection client = attempt(SqlServer.INSTANCE::client);
    private String table = "";

    private interface Client<T> {
        T call() throws SQLException;
    }

    private static <T> T attempt(Client<T> client) {
        try {
            return client.call();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String destinationId() {
        return SqlDestination.ID;
    }

    @Override
    public void isolate() {
        drop();
        table = "space" + SPACES.incrementAndGet();
    }

    private void drop() {
        attempt(() -> {
            try (Statement statement = client.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS " + SqlTable.quoted(table));
            }
            return table;
        });
    }

    @Override
    public DestinationConfig config() {
        return at(SqlServer.INSTANCE.address().getPort());
    }

    private static DestinationConfig at(int port) {
        return DestinationConfig.of(Map.of(
                "url",
                "sql://127.0.0.1:" + port + "/tck",
                "username",
                "writer",
                "password",
                SqlServer.PASSWORD,
                "timeout_seconds",
                20L));
    }

    @Override
    public DestinationConfig target() {
        return DestinationConfig.of(Map.of("table", table));
    }

    @Override
    public List<BrokenSettings> brokenSettings() {
        return List.of(
                BrokenSettings.invalid(
                        "another scheme", config().with("url", "ftp://here"), target(), "SETTINGS_INVALID"),
                BrokenSettings.invalid("an unknown setting", config().with("ulr", "x"), target(), "SETTINGS_INVALID"),
                BrokenSettings.refused("a closed port", at(1), target(), "CONNECTION_LOST"),
                BrokenSettings.refused(
                        "a wrong password",
                        config().with("password", "wrong-" + SqlServer.PASSWORD),
                        target(),
                        "WRONG_PASSWORD"));
    }

    @Override
    public void seed(List<String> identity, List<Row> rows) {
        attempt(() -> {
            for (Row row : rows) {
                SqlTable there = SqlTable.prepared(client, table, identity, row.schema());
                List<String> names = row.schema().names();
                try (PreparedStatement statement =
                        client.prepareStatement(there.insert(names).replaceFirst("INSERT", "MERGE"))) {
                    for (int i = 0; i < row.size(); i++) {
                        FieldType type = there.columns().getOrDefault(names.get(i), FieldType.TEXT);
                        Object value = row.value(i);
                        statement.setObject(
                                i + 1,
                                value == null
                                        ? null
                                        : SqlTypes.bound(
                                                type,
                                                SqlTypes.converted(
                                                                row.schema()
                                                                        .field(i)
                                                                        .type(),
                                                                value,
                                                                type)
                                                        .orElseThrow()));
                    }
                    statement.executeUpdate();
                }
            }
            return table;
        });
    }

    @Override
    public Map<String, Map<String, String>> readAll() {
        return attempt(() -> {
            Map<String, Map<String, String>> records = new TreeMap<>();
            SqlTable there = SqlTable.read(client, table, List.of());
            List<String> key = there.columns().isEmpty() ? List.of() : key();
            if (!key.isEmpty()) {
                try (Statement statement = client.createStatement();
                        ResultSet rows = statement.executeQuery("SELECT * FROM " + SqlTable.quoted(table))) {
                    while (rows.next()) {
                        add(records, there, key, rows);
                    }
                }
            }
            return records;
        });
    }

    private static void add(Map<String, Map<String, String>> records, SqlTable there, List<String> key, ResultSet row)
            throws SQLException {
        Map<String, String> fields = new TreeMap<>();
        List<Field> schema = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        int column = 1;
        for (Map.Entry<String, FieldType> one : there.columns().entrySet()) {
            Object value = SqlTypes.read(row, column++, one.getValue());
            if (value != null) {
                fields.put(one.getKey(), one.getValue().format(value));
                schema.add(new Field(one.getKey(), one.getValue()));
                values.add(value);
            }
        }
        String name = Identity.of(Row.of(RowSchema.of(schema), values.toArray()), key)
                .orElseThrow()
                .text();
        records.put(name, fields);
    }

    /** The columns of the primary key, in order. */
    private List<String> key() throws SQLException {
        Map<Short, String> key = new TreeMap<>();
        try (ResultSet columns = client.getMetaData().getPrimaryKeys(null, null, table)) {
            while (columns.next()) {
                key.put(columns.getShort("KEY_SEQ"), columns.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(key.values());
    }

    /** A row that violates a constraint, or one with a text for a column of numbers. */
    @Override
    public Optional<Change> refusedBy(Refuser refuser) {
        return attempt(() -> {
            SqlTable.prepared(client, table, List.of("id"), PEOPLE);
            if (refuser == Refuser.DESTINATION) {
                return Optional.of(new Change.Write(Row.of(MISTYPED, 5L, "no number")));
            }
            try (Statement statement = client.createStatement()) {
                statement.execute("ALTER TABLE " + SqlTable.quoted(table) + " ADD CHECK (\"name\" <> 'poison')");
            }
            return Optional.of(new Change.Write(Row.of(PEOPLE, 5L, "poison", 1L)));
        });
    }

    @Override
    public Optional<BrokenSettings> limited() {
        return Optional.of(BrokenSettings.refused(
                "a user who may only read", config().with("username", "reader"), target(), "WRITE_FORBIDDEN"));
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(new TcpRelay(SqlServer.INSTANCE.address(), port -> at(port).with("timeout_seconds", 2L)));
    }

    @Override
    public Optional<Map<String, java.time.Duration>> expiries() {
        return Optional.of(Map.of());
    }

    @Override
    public DestinationConfig optionalTarget() {
        return DestinationConfig.of(Map.of("key", "id"));
    }

    @Override
    public Map<String, DestinationConfig> targetsByIdentity() {
        return Map.of("email", target().with("key", "email"), "phone", target().with("key", "phone"));
    }

    @Override
    public boolean empty() {
        drop();
        return true;
    }

    @Override
    public Optional<AutoCloseable> lock(Row record) {
        return attempt(() -> {
            Connection other = SqlServer.INSTANCE.client();
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("SELECT * FROM " + SqlTable.quoted(table) + " WHERE \"id\" = " + record.value("id")
                        + " FOR UPDATE");
            }
            return Optional.of(other);
        });
    }

    @Override
    public void close() {
        drop();
        attempt(() -> {
            client.close();
            return table;
        });
    }
}
