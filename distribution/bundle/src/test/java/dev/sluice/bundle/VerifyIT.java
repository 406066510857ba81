package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** The built command compares records in Redis with their rows, and repairs them. */
@ExtendWith(SharedServer.class)
class VerifyIT {
    private static final Server SERVER = SharedServer.get();
    private static final int ROWS = 40;

    @TempDir
    Path directory;

    private Jedis jedis;

    @BeforeEach
    void emptied() throws IOException {
        jedis = SERVER.client();
        jedis.flushAll();
        source(0, ROWS);
    }

    private void source(int from, int to) throws IOException {
        Files.writeString(
                directory.resolve("users.csv"),
                IntStream.range(from, to)
                        .mapToObj(i -> i + ",name" + i)
                        .collect(Collectors.joining("\n", "id,name\n", "\n")));
    }

    private void define(String settings, String... more) throws IOException {
        Files.writeString(
                directory.resolve("sluice.yaml"),
                """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${env:TEST_URL}", data_format: hash%s }
                syncs:
                  users:
                    from: { file: users.csv }
                    to: { destination: cache, key_prefix: "u:" }
                    key: [id]
                """.formatted(settings)
                        + Stream.of(more).map(line -> "    " + line + "\n").collect(Collectors.joining()));
    }

    private Sluice.Ended run(String url, String... arguments) throws IOException, InterruptedException {
        return new Sluice(directory)
                .run(
                        Map.of("TEST_URL", url),
                        Stream.concat(Stream.of(arguments), Stream.of("-o", "json"))
                                .toArray(String[]::new));
    }

    private JsonNode result(int exit, String... arguments) throws IOException, InterruptedException {
        Sluice.Ended ended = run(SERVER.url(), arguments);
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
        return ended.json().path("result");
    }

    private static void assertCounts(JsonNode result, String counts) {
        JsonNode rows = result.path("rows");
        assertThat(Stream.of("looked", "equal", "stale", "missing", "foreign", "expiring")
                        .map(name -> rows.path(name).asString())
                        .collect(Collectors.joining(" ")))
                .as(result.toString())
                .isEqualTo(counts);
    }

    @Test
    void aMirrorThatSomebodyEditedIsRepairedAndWhatIsNotItsOwnStays() throws IOException, InterruptedException {
        define(", ttl_seconds: 36000", "mode: mirror", "guards: { max_delete_percent: 10 }");
        result(0, "sync", "users");
        assertCounts(result(0, "verify", "users", "--all"), "40 40 0 0 0 0");

        jedis.hset("u:1", "name", "edited");
        jedis.hset("u:2", "field_of_another", "stays");
        jedis.del("u:3");
        jedis.del("u:4");
        jedis.lpush("u:4", "of another type");
        jedis.expire("u:5", 60);
        jedis.hset("u:40", "name", "another application wrote it");
        source(0, ROWS + 1);
        JsonNode found = result(6, "verify", "users", "--all");
        assertCounts(found, "41 36 2 1 1 1");
        assertThat(found.path("stay").asInt()).isEqualTo(5);
        assertThat(found.path("examples").toString()).contains("u:1 = ", "edited", "\"differences\":[\"name\"]");
        assertThat(jedis.hget("u:1", "name")).as("nothing was written").isEqualTo("edited");

        JsonNode repaired = result(6, "verify", "users", "--all", "--repair");
        assertThat(repaired.path("repair").path("rows").path("written").asInt())
                .as("1, 3 and 5")
                .isEqualTo(3);
        assertThat(repaired.path("stay").asInt()).as("4 and 40").isEqualTo(2);
        assertThat(jedis.hgetAll("u:1")).containsEntry("name", "name1");
        assertThat(jedis.hgetAll("u:2")).containsEntry("field_of_another", "stays");
        assertThat(jedis.hgetAll("u:3")).containsEntry("name", "name3");
        assertThat(jedis.type("u:4")).isEqualTo("list");
        assertThat(jedis.ttl("u:5")).isGreaterThan(30_000);
        assertThat(jedis.hget("u:40", "name")).isEqualTo("another application wrote it");
    }

    @Test
    void whatIsNotRepairedIsWrittenByTheNextRun() throws IOException, InterruptedException {
        define("", "mode: mirror", "sample: 0");
        result(0, "sync", "users");
        jedis.hset("u:1", "name", "edited");
        jedis.del("u:3");
        assertThat(result(0, "sync", "users").path("rows").path("unchanged").asInt())
                .as("a run without a sample sees nothing")
                .isEqualTo(ROWS);
        assertCounts(result(6, "verify", "users", "--sample", "40"), "40 38 1 1 0 0");
        JsonNode next = result(0, "sync", "users");
        assertThat(next.path("rows").path("changed").asInt()).isEqualTo(2);
        assertCounts(result(0, "verify", "users"), "40 40 0 0 0 0");
    }

    @Test
    void recordsThatAreGoneFromTheSourceAreRemovedUnderTheGuards() throws IOException, InterruptedException {
        define("", "mode: mirror", "guards: { max_delete_percent: 10 }");
        result(0, "sync", "users");
        source(5, ROWS);
        assertThat(result(6, "verify", "users").path("gone").asInt()).isEqualTo(5);
        Sluice.Ended guarded = run(SERVER.url(), "verify", "users", "--repair");
        assertThat(guarded.exit()).as(guarded.out() + guarded.err()).isEqualTo(5);
        assertThat(guarded.json().path("error").path("code").asString()).isEqualTo("TOO_MANY_REMOVALS");
        assertThat(guarded.json().path("result").path("gone").asInt()).isEqualTo(5);
        assertThat(guarded.json().path("result").path("stay").asInt()).isEqualTo(5);
        assertThat(jedis.exists("u:0")).isTrue();
        source(3, ROWS);
        JsonNode repaired = result(0, "verify", "users", "--repair");
        assertThat(repaired.path("repair").path("removals").path("removed").asInt())
                .isEqualTo(3);
        assertThat(jedis.keys("u:[0-9]*")).hasSize(ROWS - 3);
        assertThat(result(0, "sync", "users").path("rows").path("unchanged").asInt())
                .isEqualTo(ROWS - 3);
    }

    @Test
    void aSyncThatRemembersNothingIsComparedAndRepairedToo() throws IOException, InterruptedException {
        define("");
        result(0, "sync", "users");
        jedis.hset("u:1", "name", "edited");
        jedis.del("u:2");
        jedis.lpush("u:2", "of another type");
        assertCounts(result(6, "verify", "users", "--all"), "40 38 1 0 1 0");
        JsonNode repaired = result(6, "verify", "users", "--all", "--repair");
        assertThat(repaired.path("stay").asInt()).isEqualTo(1);
        assertThat(jedis.hget("u:1", "name")).isEqualTo("name1");
        assertThat(jedis.type("u:2")).isEqualTo("list");
    }

    @Test
    void withoutTheRightToReadThatIsTheError() throws IOException, InterruptedException {
        define("", "mode: mirror");
        result(0, "sync", "users");
        jedis.aclSetUser("blind", "on", ">blind", "~*", "+@all", "-hgetall");
        try {
            Sluice.Ended refused = run("redis://blind:blind@127.0.0.1:" + SERVER.port(), "verify", "users");
            assertThat(refused.exit()).as(refused.out() + refused.err()).isEqualTo(3);
            assertThat(refused.json().path("error").path("category").asString()).isEqualTo("PERMISSION");
            assertThat(refused.err()).containsIgnoringCase("+hgetall");
        } finally {
            jedis.aclDelUser("blind");
        }
    }
}
