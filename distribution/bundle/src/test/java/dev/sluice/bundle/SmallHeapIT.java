package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/**
 * The built command mirrors 150 MB of rows, and then what changed of them, with a heap that cannot hold them: the memory of a whole sync
 * does not follow the size of its source.
 */
class SmallHeapIT {
    /** The heap is half of what the command gives itself. */
    private static final Map<String, String> ENVIRONMENT = Map.of("SLUICE_JAVA_OPTS", "-Xms160m -Xmx160m -Xmn96m");

    /** Of 150 bytes, from PostgreSQL. */
    private static final int MANY = 1_000_000;
    /** Of 600 bytes, from SQLite. */
    private static final int FEW = 250_000;

    private static final int CHANGED = 2_000;
    private static final int REMOVED = 1_000;
    private static final int ADDED = 500;

    /** Parts of an installation that are those of the built one. */
    private static final List<String> LINKED = List.of("lib", "plugins");

    @TempDir
    Path directory;

    private Server redis;

    @BeforeEach
    void start() throws IOException {
        redis = Server.start();
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @Test
    void aTableOfPostgresIsMirrored() throws IOException, InterruptedException, SQLException {
        Database database = Database.shared();
        database.execute(
                "drop table if exists wide",
                "create table wide as select i as id, lpad(i::text, 150, 'x') as v from generate_series(1, " + MANY
                        + ") i",
                "grant select on wide to reader");
        define("jdbc: \"" + database.url() + "\", user: reader, password: " + Database.PASSWORD);
        Sluice sluice = new Sluice(directory);
        assertCounts(mirror(sluice), MANY, 0, 0);
        database.execute(changes(MANY));
        assertCounts(mirror(sluice), ADDED, CHANGED, REMOVED);
        assertRecords(MANY, 150);
        database.execute("drop table wide");
    }

    @Test
    void aTableOfSqliteIsMirrored() throws Exception {
        String url = "jdbc:sqlite:" + directory.resolve("wide.db");
        execute(
                url,
                "create table wide (id integer primary key, v text)",
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + FEW
                        + ") insert into wide select i, replace(printf('%600d', i), ' ', 'x') from n");
        define("jdbc: \"" + url + "\"");
        Path installation = withDriver(org.sqlite.JDBC.class);
        try {
            Sluice sluice = new Sluice(directory, installation);
            assertCounts(mirror(sluice), FEW, 0, 0);
            execute(url, changes(FEW));
            assertCounts(mirror(sluice), ADDED, CHANGED, REMOVED);
            assertRecords(FEW, 600);
        } finally {
            for (String part : LINKED) {
                Files.deleteIfExists(installation.resolve(part));
            }
        }
    }

    /** After the first run; the same in every database. */
    private static String[] changes(int rows) {
        return new String[] {
            "update wide set v = 'changed' where id <= " + CHANGED,
            "delete from wide where id > " + (rows - REMOVED),
            "insert into wide select id + " + rows + ", v from wide where id > 5000 and id <= " + (5000 + ADDED)
        };
    }

    private void define(String source) throws IOException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "%s" } }
                sources:
                  base: { %s }
                syncs:
                  wide:
                    from: { source: base, query: "select id, v from wide" }
                    to: { destination: cache, key_prefix: "w:" }
                    mode: mirror
                    key: id
                """.formatted(redis.url(), source));
    }

    private static JsonNode mirror(Sluice sluice) throws IOException, InterruptedException {
        Sluice.Ended ended = sluice.run(ENVIRONMENT, "sync", "wide", "-o", "json");
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.json();
    }

    private static void assertCounts(JsonNode report, int added, int changed, int removed) {
        JsonNode result = report.get("result");
        assertThat(result.at("/rows/added").asInt()).as("added").isEqualTo(added);
        assertThat(result.at("/rows/changed").asInt()).as("changed").isEqualTo(changed);
        assertThat(result.at("/removals/removed").asInt()).as("removed").isEqualTo(removed);
        assertThat(result.get("warnings")).as("warnings").isEmpty();
    }

    private void assertRecords(int rows, int width) {
        try (Jedis jedis = redis.client()) {
            assertThat(jedis.get("w:1")).isEqualTo("{\"id\":1,\"v\":\"changed\"}");
            assertThat(jedis.get("w:3000")).isEqualTo("{\"id\":3000,\"v\":\"" + "x".repeat(width - 4) + "3000\"}");
            assertThat(jedis.exists("w:" + rows)).isFalse();
            assertThat(jedis.exists("w:" + (rows + 5_000 + ADDED))).isTrue();
            // And the marker of the sync.
            assertThat(jedis.dbSize()).isEqualTo(rows - REMOVED + ADDED + 1);
        }
    }

    private static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The built installation with a driver more. */
    private Path withDriver(Class<?> driver) throws IOException, URISyntaxException {
        Path installation = directory.resolve("installation");
        Path program = Files.createDirectories(installation.resolve("bin")).resolve("sluice");
        Files.copy(Sluice.BUNDLE.resolve("bin/sluice"), program);
        Path jar = Path.of(
                driver.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path folder = Files.createDirectories(installation.resolve("drivers/sqlite"));
        Files.copy(jar, folder.resolve(jar.getFileName()));
        for (String part : LINKED) {
            Files.createSymbolicLink(installation.resolve(part), Sluice.BUNDLE.resolve(part));
        }
        return installation;
    }
}
