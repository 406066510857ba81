package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

/** The built command sends rows again that earlier runs rejected. Redis refuses a hash where another type is. */
@ExtendWith(SharedServer.class)
class RetryIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private Jedis jedis;

    @BeforeEach
    void emptied() {
        jedis = SERVER.client();
        jedis.flushAll();
    }

    private void define(String... more) throws IOException {
        Files.writeString(
                directory.resolve("sluice.yaml"),
                """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${env:TEST_URL}", data_format: hash }
                syncs:
                  users:
                    from: { file: users.csv, types: { score: decimal } }
                    to: { destination: cache, key_prefix: "u:" }
                    key: [id]
                """ + Stream.of(more).map(line -> "    " + line + "\n").collect(Collectors.joining()));
    }

    private void source(String... rows) throws IOException {
        Files.write(
                directory.resolve("users.csv"),
                Stream.concat(Stream.of("id,name,score"), Stream.of(rows)).toList());
    }

    private Sluice.Ended run(String... arguments) throws IOException, InterruptedException {
        return new Sluice(directory)
                .run(
                        Map.of("TEST_URL", SERVER.url()),
                        Stream.concat(Stream.of(arguments), Stream.of("-o", "json"))
                                .toArray(String[]::new));
    }

    private JsonNode result(int exit, String... arguments) throws IOException, InterruptedException {
        Sluice.Ended ended = run(arguments);
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
        return ended.json().path("result");
    }

    private List<Path> letters() throws IOException {
        Path folder = directory.resolve(".sluice").resolve("dead-letters").resolve("users");
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void aRejectedRowIsSentFromItsLetterOnceWhatItWasRejectedForIsMended() throws IOException, InterruptedException {
        define("map: { name: full_name, '*': '*' }");
        source("1,Ana,1.50", "2,Zoë,2.00", "3,Bo,3");
        jedis.lpush("u:2", "of another type");
        assertThat(result(4, "sync", "users").path("rows").path("rejected").asInt())
                .isEqualTo(1);
        // It is not needed.
        Files.delete(directory.resolve("users.csv"));
        assertThat(result(4, "retry", "users").path("settledDeadLetters").asInt())
                .isEqualTo(1);
        assertThat(letters()).hasSize(1);
        assertThat(letters().get(0)).content().contains("\"attempts\":2").contains("\"identity\":[\"2\"]");

        jedis.del("u:2");
        JsonNode mended = result(0, "retry", "users");
        assertThat(mended.path("rows").path("read").asInt()).isEqualTo(1);
        assertThat(mended.path("rows").path("written").asInt()).isEqualTo(1);
        assertThat(jedis.hgetAll("u:2"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("id", "2", "full_name", "Zoë", "score", "2.00"));
        assertThat(letters()).isEmpty();
        assertThat(result(0, "retry", "--all").path("warnings").get(0).asString())
                .isEqualTo("There is no rejected row to send again.");
    }

    @Test
    void aRowThatARunWroteSinceIsNotSentAgain() throws IOException, InterruptedException {
        define();
        source("1,old,1", "2,old,1");
        jedis.lpush("u:1", "of another type");
        jedis.lpush("u:2", "of another type");
        result(4, "sync", "users");
        jedis.flushAll();
        source("1,new,2");
        assertThat(result(0, "sync", "users").path("settledDeadLetters").asInt())
                .isEqualTo(1);
        assertThat(result(0, "retry", "users").path("rows").path("written").asInt())
                .isEqualTo(1);
        assertThat(jedis.hget("u:1", "name")).isEqualTo("new");
        assertThat(jedis.hget("u:2", "name")).isEqualTo("old");
    }

    @Test
    void aMirrorTakesItsRejectedRowsFromTheSourceAndNoOthers() throws IOException, InterruptedException {
        define("mode: mirror", "guards: { max_delete_percent: 100 }");
        source("1,Ana,1", "2,Zoë,1", "3,Bo,1");
        jedis.lpush("u:2", "of another type");
        result(4, "sync", "users");
        jedis.del("u:2");
        source("2,Zoe,2", "3,Bob,2", "4,new,1");
        JsonNode retried = result(0, "retry", "users");
        assertThat(retried.path("rows").path("read").asInt()).isEqualTo(1);
        assertThat(retried.path("removals").path("planned").asInt()).isZero();
        assertThat(retried.path("settledDeadLetters").asInt()).isEqualTo(1);
        assertThat(jedis.hget("u:2", "name")).isEqualTo("Zoe");
        assertThat(jedis.hget("u:3", "name")).isEqualTo("Bo");
        assertThat(jedis.exists("u:1")).isTrue();
        assertThat(jedis.exists("u:4")).isFalse();

        JsonNode next = result(0, "sync", "users");
        assertThat(next.path("rows").path("written").asInt()).as("3 and 4").isEqualTo(2);
        assertThat(next.path("rows").path("unchanged").asInt()).isEqualTo(1);
        assertThat(next.path("removals").path("removed").asInt()).isEqualTo(1);
    }

    @Test
    void whatIsNotKeptOrIsMappedInAnotherWayIsNotSent() throws IOException, InterruptedException {
        define("dead_letters: key");
        source("1,canary,1");
        jedis.lpush("u:1", "of another type");
        result(4, "sync", "users");
        assertThat(letters().get(0))
                .content()
                .contains("\"key\":{\"id\":\"1\"}")
                .doesNotContain("canary");
        Sluice.Ended refused = run("retry", "users");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.json().path("error").path("code").asString()).isEqualTo("RETRY_IMPOSSIBLE");
        assertThat(refused.json().path("error").path("message").asString()).contains("not kept whole (dead_letters)");

        define("map: { name: other, '*': '*' }");
        result(4, "sync", "users", "--dead-letters", "row");
        define();
        Sluice.Ended mapped = run("retry", "users");
        assertThat(mapped.exit()).isEqualTo(2);
        assertThat(mapped.json().path("error").path("message").asString()).contains("1 of another mapping");

        result(4, "sync", "users", "--dead-letters", "none");
        assertThat(letters()).as("settled, and no other kept").isEmpty();
    }

    @Test
    @Fault(
            value = "The disk is full while rejected rows are kept, and rows of an earlier run wait to be sent again",
            outcome =
                    "exit 3, and the report says so; no row is sent again that may be older than its record, and the next run writes every row")
    void onAFullDiskNoRowIsLostOrSentWithOlderValues() throws IOException, InterruptedException {
        define();
        source("1,old,1", "2,old,1");
        jedis.lpush("u:1", "of another type");
        result(4, "sync", "users");
        jedis.del("u:1");
        source(Stream.concat(
                        Stream.of("1,new,2"),
                        // They have no key.
                        IntStream.range(0, 2_000).mapToObj(i -> ",none," + i))
                .toArray(String[]::new));
        Sluice.Ended full = new Sluice(directory)
                .start(
                        List.of("bash", "-c", "ulimit -f 100; exec \"$0\" \"$@\""),
                        Map.of("TEST_URL", SERVER.url()),
                        "sync",
                        "users",
                        "-o",
                        "json")
                .await();
        assertThat(full.exit()).as(full.err()).isEqualTo(3);
        assertThat(full.json().path("error").path("code").asString()).isEqualTo("DEAD_LETTERS_UNWRITABLE");

        JsonNode retried = result(0, "retry", "users");
        assertThat(retried.path("rows").path("read").asInt()).isZero();
        assertThat(retried.path("warnings").get(0).asString()).contains("cut off");
        source("1,new,2", "2,new,2");
        result(0, "sync", "users");
        assertThat(jedis.hget("u:1", "name")).isEqualTo("new");
        assertThat(jedis.hget("u:2", "name")).isEqualTo("new");
    }
}
