package dev.sluice.source.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A database of the PostgreSQL server that the tests of this process share. The server ends with the process. */
final class PostgresDatabase {
    private static @Nullable EmbeddedPostgres shared;

    private final EmbeddedPostgres server;
    private final String name;

    private PostgresDatabase(EmbeddedPostgres server, String name) {
        this.server = server;
        this.name = name;
    }

    private static synchronized EmbeddedPostgres server() throws IOException {
        if (shared == null) {
            // A machine that builds other modules beside this one takes its time.
            shared = EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofMinutes(2))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(PostgresDatabase::stop));
        }
        return shared;
    }

    private static synchronized void stop() {
        try {
            if (shared != null) {
                shared.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static PostgresDatabase create(String name) throws IOException, SQLException {
        PostgresDatabase postgres = new PostgresDatabase(server(), "postgres");
        postgres.execute("create database " + name);
        return new PostgresDatabase(postgres.server, name);
    }

    /** As the superuser, who is let in without a password. */
    JdbcConnection connection(Path drivers, String password) throws IOException, URISyntaxException {
        Path installed = InstalledDrivers.in(drivers, "postgresql", org.postgresql.Driver.class);
        return JdbcConnection.of(url(name), installed).as("postgres", password);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database;
    }

    Connection open() throws SQLException {
        return server.getDatabase("postgres", name).getConnection();
    }

    void execute(String... statements) throws SQLException {
        try (Connection admin = open();
                Statement statement = admin.createStatement()) {
            statement.execute("set time zone 'UTC'");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
