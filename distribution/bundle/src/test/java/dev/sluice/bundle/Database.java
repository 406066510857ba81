package dev.sluice.bundle;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server, with the user {@code reader}, who needs a password. The tests themselves are its superuser. Those that do not stop it
 * share {@linkplain #shared one a process}.
 */
final class Database implements AutoCloseable {
    /** Of the reader. */
    static final String PASSWORD = "canary-s3cret-database";

    private static @Nullable Database shared;

    private final EmbeddedPostgres server;

    private Database(EmbeddedPostgres server) {
        this.server = server;
    }

    /** One that starts with the first test that needs it, and ends with the process. Its tables are those that earlier tests left. */
    static synchronized Database shared() throws IOException, SQLException {
        if (shared == null) {
            Database started = start(PASSWORD);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            shared = started;
        }
        return shared;
    }

    /** @param password of the reader */
    static Database start(String password) throws IOException, SQLException {
        Database database = new Database(EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(2))
                .start());
        database.execute("create role reader login password '" + password + "'");
        Path rules = Path.of(database.text("show hba_file"));
        String others = Files.readString(rules);
        Files.writeString(rules, "host all reader 127.0.0.1/32 scram-sha-256\n" + others);
        String loaded = database.text("select pg_conf_load_time()");
        database.execute("select pg_reload_conf()");
        await().until(() -> !database.text("select pg_conf_load_time()").equals(loaded));
        return database;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
    }

    void password(String password) throws SQLException {
        execute("alter role reader password '" + password + "'");
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first value of the first row. */
    String text(String query) throws SQLException {
        return rows(query).get(0).get(0);
    }

    /** Every row, each value as the server prints it, null as null. */
    List<List<String>> rows(String query) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<List<String>> rows = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    values.add(row.getString(column));
                }
                rows.add(values);
            }
            return rows;
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
