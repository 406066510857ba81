package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import tools.jackson.databind.JsonNode;

/** The built command mirrors into a server to which something happens between two runs, or whose source or name is another. */
class MirrorTargetIT {
    private static Server server;

    @TempDir
    Path directory;

    @BeforeAll
    static void startServer() throws IOException {
        server = Server.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @BeforeEach
    void emptyServer() {
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
        }
    }

    private Sluice.Ended sync(String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(
                        Stream.of("sync"),
                        Stream.concat(
                                Arrays.stream(arguments),
                                Stream.of(
                                        "--key",
                                        "id",
                                        "--to",
                                        "${env:TEST_URL}",
                                        "--set",
                                        "key_prefix=p:",
                                        "-o",
                                        "json")))
                .toArray(String[]::new);
        return new Sluice(directory).run(Map.of("TEST_URL", server.url()), all);
    }

    private JsonNode mirror(String... more) throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("p.csv", "--mode", "mirror"), Arrays.stream(more))
                .toArray(String[]::new);
        Sluice.Ended ended = sync(all);
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.json().path("result");
    }

    private void source(String... rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,w"));
        lines.addAll(List.of(rows));
        Files.write(directory.resolve("p.csv"), lines);
    }

    private static long rows(JsonNode result, String count) {
        return result.path("rows").path(count).asLong();
    }

    private static String get(String id) {
        try (Jedis jedis = server.client()) {
            return jedis.get("p:" + id);
        }
    }

    private static long records() {
        try (Jedis jedis = server.client()) {
            return jedis.scan("0", new ScanParams().match("p:[0-9]*").count(10_000))
                    .getResult()
                    .size();
        }
    }

    @Test
    void whatAnEmptiedServerLostIsWrittenAgainAndWhatOthersPutThereStays() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c");
        mirror();
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
        }
        JsonNode again = mirror();
        assertThat(rows(again, "written")).isEqualTo(3);
        assertThat(again.path("warnings").toString()).contains("emptied");
        assertThat(records()).isEqualTo(3);

        try (Jedis jedis = server.client()) {
            jedis.flushAll();
            jedis.set("p:2", "of another application");
        }
        source("1,a", "3,c");
        mirror();
        assertThat(get("2")).isEqualTo("of another application");
        assertThat(records()).isEqualTo(3);
    }

    @Test
    void aServerThatIsGoneIsNotUnchanged() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        Sluice.Ended ended = new Sluice(directory)
                .run(
                        Map.of(),
                        "sync",
                        "p.csv",
                        "--name",
                        "other",
                        "--mode",
                        "mirror",
                        "--key",
                        "id",
                        "--to",
                        "redis://127.0.0.1:1",
                        "--set",
                        "key_prefix=p:",
                        "--set",
                        "retry_budget_seconds=0");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
    }

    @Test
    void anOlderDumpIsNoticedAndWhatCameAfterItIsWrittenAgain() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        byte[][] dump;
        byte[] marker;
        String markerKey;
        try (Jedis jedis = server.client()) {
            markerKey = jedis.keys("p:~sluice:*").iterator().next();
            marker = jedis.dump(markerKey);
            dump = new byte[][] {jedis.dump("p:1"), jedis.dump("p:2")};
        }
        source("1,A", "2,b", "3,C");
        mirror();
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
            jedis.restore(markerKey, 0, marker);
            jedis.restore("p:1", 0, dump[0]);
            jedis.restore("p:2", 0, dump[1]);
        }
        JsonNode result = mirror();
        assertThat(rows(result, "written")).as("2 is as old as the dump").isEqualTo(2);
        assertThat(rows(result, "unchanged")).isEqualTo(1);
        assertThat(List.of(get("1"), get("2"), get("3")))
                .allSatisfy(value -> assertThat(value).isNotNull());
        assertThat(get("1")).contains("A");
    }

    @Test
    void everythingIsWrittenAgainOnDemand() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c");
        mirror();
        try (Jedis jedis = server.client()) {
            jedis.set("p:1", "overwritten");
            jedis.del("p:2");
        }
        assertThat(rows(mirror("--full"), "written")).isEqualTo(3);
        assertThat(get("1")).contains("\"a\"");
        assertThat(get("2")).contains("\"b\"");
        assertThat(rows(mirror(), "unchanged")).isEqualTo(3);
    }

    @Test
    void aSourceThatShrinksStopsTheRunAndTheOptionThatAllowsItIsNamed() throws IOException, InterruptedException {
        source(IntStream.rangeClosed(1, 1_000).mapToObj(i -> i + ",x").toArray(String[]::new));
        mirror();
        source("1,x");
        Sluice.Ended ended = sync("p.csv", "--mode", "mirror");
        assertThat(ended.exit()).isEqualTo(5);
        JsonNode error = ended.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("TOO_MANY_REMOVALS");
        assertThat(error.path("message").asString()).contains("999 of 1000");
        assertThat(error.path("remedy").asString()).contains("--max-delete-percent 100");
        assertThat(records()).isEqualTo(1_000);
        JsonNode allowed = mirror("--max-delete-percent", "100");
        assertThat(allowed.path("removals").path("removed").asLong()).isEqualTo(999);
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void aMirrorOfAQueryNeedsANameAndFilesOfDifferentNamesAreDifferentSyncs() throws IOException, InterruptedException {
        source("1,a");
        Sluice.Ended query = sync("--sql", "FROM 'p.csv'", "--mode", "mirror");
        assertThat(query.exit()).isEqualTo(2);
        assertThat(query.json().path("error").path("code").asString()).isEqualTo("NAME_MISSING");
        assertThat(sync("--sql", "FROM 'p.csv'", "--mode", "mirror", "--name", "q")
                        .exit())
                .isZero();

        Files.writeString(directory.resolve("a b.csv"), "id,w\n1,x\n2,x\n");
        Files.writeString(directory.resolve("a_b.csv"), "id,w\n3,x\n");
        assertThat(sync("a b.csv", "--mode", "mirror").exit()).isZero();
        assertThat(sync("a_b.csv", "--mode", "mirror").exit()).isZero();
        assertThat(records()).isEqualTo(3);
    }
}
