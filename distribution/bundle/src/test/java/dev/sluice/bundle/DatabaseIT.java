package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The built command reads PostgreSQL, by the driver that it is packed with. */
@ExtendWith(SharedServer.class)
class DatabaseIT {
    private static EmbeddedPostgres database;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException {
        database = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        database.close();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Sluice.Ended mirror(String query, String user) throws IOException, InterruptedException {
        return new Sluice(directory)
                .run(
                        Map.of("TEST_URL", SharedServer.get().url(), "TEST_PASSWORD", "canary-s3cret-database"),
                        "sync",
                        "--jdbc",
                        "jdbc:postgresql://localhost:" + database.getPort() + "/postgres",
                        "--user",
                        user,
                        "--password",
                        "${env:TEST_PASSWORD}",
                        "--sql",
                        query,
                        "--mode",
                        "mirror",
                        "--name",
                        "people",
                        "--key",
                        "id",
                        "--max-delete-percent",
                        "60",
                        "--to",
                        "${env:TEST_URL}",
                        "--set",
                        "key_prefix=p:",
                        "-o",
                        "json");
    }

    @Test
    void aTableIsMirroredAndAFailureRemovesNothing() throws IOException, InterruptedException, SQLException {
        execute("create table people as select i as id, 'n' || i as name from generate_series(1, 200) i");
        Sluice.Ended first = mirror("select id, name from people", "postgres");
        assertThat(first.exit()).as(first.err()).isZero();
        try (Jedis jedis = SharedServer.get().client()) {
            assertThat(jedis.keys("p:*")).hasSize(200);
            assertThat(jedis.get("p:7")).contains("\"n7\"");

            Sluice.Ended wrong = mirror("select id, nam from people", "postgres");
            assertThat(wrong.exit()).as(wrong.err()).isEqualTo(2);
            assertThat(wrong.err()).contains("SOURCE_QUERY_FAILED").contains("line 1, column 12");

            Sluice.Ended nobody = mirror("select id, name from people", "nobody");
            assertThat(nobody.exit()).as(nobody.err()).isEqualTo(3);
            assertThat(nobody.out() + nobody.err()).contains("SOURCE_DATABASE_LOGIN").doesNotContain("canary-s3cret");

            Sluice.Ended late = mirror(
                    "select id, name from people where id < 150 or 1 / (id - 200) < 0 or id = 200 limit 500",
                    "postgres");
            assertThat(late.exit()).as(late.err()).isEqualTo(3);
            assertThat(jedis.keys("p:*")).hasSize(200);

            execute("delete from people where id > 100");
            Sluice.Ended second = mirror("select id, name from people", "postgres");
            assertThat(second.exit()).as(second.err()).isZero();
            assertThat(jedis.keys("p:*")).hasSize(100);
        }
    }

    @Test
    void aQueryWithoutTheKeyIsRefused() throws IOException, InterruptedException {
        Sluice.Ended ended = mirror("select 1 as other", "postgres");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains("KEY_FIELD_UNKNOWN");
    }
}
