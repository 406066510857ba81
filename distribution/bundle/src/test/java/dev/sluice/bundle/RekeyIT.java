package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The built command gives the records of a sync another key. */
@ExtendWith(SharedServer.class)
class RekeyIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private Jedis jedis;

    @BeforeEach
    void rows() throws IOException {
        jedis = SERVER.client();
        jedis.flushAll();
        jedis.hset("u:99", "of", "another");
        source("1,3,x", "2,4,x", "3,5,y");
    }

    private void source(String... rows) throws IOException {
        Files.write(
                directory.resolve("users.csv"),
                Stream.concat(Stream.of("id,no,shop"), Stream.of(rows)).toList());
    }

    private Sluice.Ended run(String command, List<String> keys, String... more)
            throws IOException, InterruptedException {
        return new Sluice(directory).run(Map.of("TEST_URL", SERVER.url()), arguments(command, keys, more));
    }

    private static String[] arguments(String command, List<String> keys, String... more) {
        return Stream.of(
                        Stream.of(command, "users.csv", "--to", "${env:TEST_URL}", "--set", "key_prefix=u:"),
                        Stream.of("--set", "data_format=hash"),
                        keys.stream().flatMap(key -> Stream.of("--key", key)),
                        Stream.of(more))
                .flatMap(each -> each)
                .toArray(String[]::new);
    }

    private Map<String, String> records() {
        Map<String, String> records = new TreeMap<>();
        for (String key : jedis.keys("u:[0-9xy]*")) {
            records.put(key.substring(2), String.join(" ", new TreeMap<>(jedis.hgetAll(key)).values()));
        }
        return records;
    }

    @Test
    void recordsOfTheFormerKeyAreRemovedAndEveryRowIsWritten() throws Exception {
        assertThat(run("sync", List.of("id"), "--mode", "mirror").exit()).isZero();
        Sluice.Ended refused = run("sync", List.of("no"), "--mode", "mirror");
        assertThat(refused.exit()).isEqualTo(5);
        assertThat(refused.err()).contains("STATE_OTHER_KEY", "--rekey");
        Sluice.Ended plan = run("plan", List.of("no"), "--mode", "mirror", "--rekey", "--detailed-exitcode");
        assertThat(plan.exit()).as(plan.err()).isEqualTo(10);
        assertThat(plan.out())
                .contains("to add 3, to change 0, to remove 3", "The key has changed (id → no): 3 records")
                .contains("+ id=1, no=3", "- id=1");
        assertThat(records()).containsKeys("1", "2", "3").doesNotContainKey("4");

        Sluice.Ended rekeyed = run("sync", List.of("no"), "--mode", "mirror", "--rekey");
        assertThat(rekeyed.exit()).as(rekeyed.err()).isZero();
        assertThat(rekeyed.out()).contains("added 3, changed 0, removed 3", "The key has changed");
        assertThat(rekeyed.out()).doesNotContain("the state is new", "emptied");
        assertThat(records()).isEqualTo(Map.of("3", "1 3 x", "4", "2 4 x", "5", "3 5 y", "99", "another"));
        assertThat(run("sync", List.of("no"), "--mode", "mirror", "--rekey").out())
                .contains("3 unchanged")
                .doesNotContain("warning");
    }

    @Test
    void aKeyOfSeveralPartsTakesThePlaceOfOneAndBack() throws Exception {
        assertThat(run("sync", List.of("id"), "--mode", "mirror").exit()).isZero();
        Sluice.Ended parts = run("sync", List.of("shop", "id"), "--mode", "mirror", "--rekey");
        assertThat(parts.exit()).as(parts.err()).isZero();
        assertThat(records().keySet()).containsExactly("99", "x:1", "x:2", "y:3");
        assertThat(run("sync", List.of("id"), "--mode", "mirror", "--rekey").exit())
                .isZero();
        assertThat(records().keySet()).containsExactly("1", "2", "3", "99");
    }

    @Test
    void anUpsertThatRemembersRemovesThemToo() throws Exception {
        assertThat(run("sync", List.of("id"), "--changes", "changed").exit()).isZero();
        Sluice.Ended rekeyed = run("sync", List.of("no"), "--changes", "changed", "--rekey");
        assertThat(rekeyed.exit()).as(rekeyed.err()).isZero();
        assertThat(records().keySet()).containsExactly("3", "4", "5", "99");
        assertThat(run("sync", List.of("no"), "--changes", "changed").out()).contains("3 unchanged");
    }

    @Test
    void theGuardsAreJudgedBeforeARecordIsRemoved() throws Exception {
        assertThat(run("sync", List.of("id"), "--mode", "mirror").exit()).isZero();
        Map<String, String> before = records();
        source("1,3,x");
        Sluice.Ended stopped = run("sync", List.of("no"), "--mode", "mirror", "--rekey");
        assertThat(stopped.exit()).isEqualTo(5);
        assertThat(stopped.err()).contains("TOO_MANY_REMOVALS", "remove 2 of 3 records");
        source();
        assertThat(run("sync", List.of("no"), "--mode", "mirror", "--rekey").err())
                .contains("SOURCE_EMPTY");
        assertThat(run("plan", List.of("no"), "--mode", "mirror", "--rekey").out())
                .contains("SOURCE_EMPTY would stop the run", "TOO_MANY_REMOVALS would stop the run");
        source("1,3,x");
        assertThat(run("sync", List.of("no"), "--mode", "mirror", "--rekey", "--limit", "1")
                        .exit())
                .isEqualTo(2);
        assertThat(records()).isEqualTo(before);
        assertThat(run("sync", List.of("no"), "--mode", "mirror", "--rekey", "--max-delete-percent", "67")
                        .exit())
                .isZero();
        assertThat(records().keySet()).containsExactly("3", "99");
    }

    @Test
    void aRunThatIsKilledGoesOn() throws Exception {
        source(IntStream.range(1_000, 4_000)
                .mapToObj(id -> id + "," + (id + 5_000) + ",x")
                .toArray(String[]::new));
        assertThat(run("sync", List.of("id"), "--mode", "mirror").exit()).isZero();
        // While it removes, then while it writes.
        for (String kind : List.of("u:[1-3]*", "u:[6-9]???")) {
            int before = jedis.keys(kind).size();
            Sluice.Running running = new Sluice(directory)
                    .start(
                            Map.of("TEST_URL", SERVER.url()),
                            arguments(
                                    "sync",
                                    List.of("no"),
                                    "--mode",
                                    "mirror",
                                    "--rekey",
                                    "--max-rows-per-second",
                                    "2000"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Math.abs(jedis.keys(kind).size() - before) > 500);
            running.process().destroyForcibly().waitFor();
        }
        Sluice.Ended last = run("sync", List.of("no"), "--mode", "mirror", "--rekey");
        assertThat(last.exit()).as(last.err()).isZero();
        assertThat(records()).hasSize(3_001).containsKeys("6000", "8999", "99").doesNotContainKey("1000");
        assertThat(run("sync", List.of("no"), "--mode", "mirror").out()).contains("3,000 unchanged");
    }
}
