package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The built command takes care of the states of a definition file by the names of its syncs, from whatever directory. */
@ExtendWith(SharedServer.class)
class StateMoveIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private Sluice.Ended run(String... arguments) throws IOException, InterruptedException {
        return new Sluice(Files.createDirectories(directory.resolve("elsewhere")))
                .run(
                        Map.of(
                                "TEST_URL",
                                SERVER.url(),
                                "SLUICE_CONFIG",
                                directory.resolve("sluice.yaml").toString()),
                        arguments);
    }

    private void define(String file, int database) throws IOException {
        define("file: " + file, "key_prefix: \"u:\", database: " + database, "[id]");
    }

    private void define(String from, String to, String key) throws IOException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${env:TEST_URL}" }
                syncs:
                  users:
                    from: { %s }
                    to: { destination: cache, %s }
                    key: %s
                    mode: mirror
                """.formatted(from, to, key));
    }

    @Test
    void aSyncWhoseFileAndDatabaseMovedIsToldByItsName() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("a.csv"), "id,w\n1,x\n2,x\n");
        define("a.csv", 0);
        assertThat(run("sync", "users").exit()).isZero();
        Files.move(directory.resolve("a.csv"), directory.resolve("b.csv"));
        try (Jedis jedis = SERVER.client()) {
            jedis.keys("*").forEach(key -> jedis.move(key, 1));
        }
        define("b.csv", 1);
        Sluice.Ended refused = run("sync", "users");
        assertThat(refused.exit()).as(refused.err()).isEqualTo(5);
        Sluice.Ended moved = run("state", "move", "users");
        assertThat(moved.exit()).as(moved.err()).isZero();
        assertThat(moved.out()).contains(directory.resolve("b.csv").toString(), "/1 ");
        Sluice.Ended next = run("sync", "users", "-o", "json");
        assertThat(next.exit()).as(next.err()).isZero();
        assertThat(next.json().path("result").path("rows").path("unchanged").asInt())
                .isEqualTo(2);
    }

    @Test
    void theCommandThatTheErrorNamesDoesIt() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("a.csv"), "id,w\n1,x\n2,x\n");
        define("a.csv", 0);
        assertThat(run("sync", "users").exit()).isZero();
        try (Jedis jedis = SERVER.client()) {
            jedis.keys("*").forEach(key -> jedis.move(key, 1));
        }
        define("a.csv", 1);
        Matcher remedy = Pattern.compile("sluice state move users --target '([^']*)'")
                .matcher(run("sync", "users").err());
        assertThat(remedy.find()).isTrue();
        Sluice.Ended moved = run("state", "move", "users", "--target", remedy.group(1));
        assertThat(moved.exit()).as(moved.err()).isZero();
        assertThat(run("sync", "users").out()).contains("2 unchanged");
    }

    /** Nothing is read for it, so nothing is known of the types: a field of the key may be one of times. */
    @Test
    void ofAFieldThatTellsWhenRecordsExpireNoTypeIsGuessed() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("a.csv"), "id,left\n1,9000\n2,9000\n");
        String from = "file: a.csv, types: { left: integer }";
        String to = "key_prefix: \"u:\", ttl_field: left, database: ";
        define(from, to + 0, "[id, left]");
        Sluice.Ended first = run("sync", "users");
        assertThat(first.exit()).as(first.err()).isZero();
        try (Jedis jedis = SERVER.client()) {
            jedis.keys("*").forEach(key -> jedis.move(key, 1));
        }
        define(from, to + 1, "[id, left]");
        Sluice.Ended moved = run("state", "move", "users");
        assertThat(moved.exit()).as(moved.err()).isZero();
        assertThat(run("sync", "users").out()).contains("2 unchanged");
        Sluice.Ended byUrl = run("state", "move", "users", "--target", SERVER.url(), "--set", "ttl_field=left");
        assertThat(byUrl.exit()).as(byUrl.err()).isZero();
    }
}
