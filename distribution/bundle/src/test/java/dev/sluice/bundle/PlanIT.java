package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** The built command says what a run would do, and changes nothing. */
@ExtendWith(SharedServer.class)
class PlanIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private void source(String... rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,w"));
        lines.addAll(List.of(rows));
        Files.write(directory.resolve("p.csv"), lines);
    }

    private Sluice.Ended sluice(String url, String command, String... more) throws IOException, InterruptedException {
        String[] arguments = Stream.concat(
                        Stream.of(
                                command,
                                "p.csv",
                                "--key",
                                "id",
                                "--mode",
                                "mirror",
                                "--to",
                                "${env:TEST_URL}",
                                "--set",
                                "key_prefix=p:"),
                        Arrays.stream(more))
                .toArray(String[]::new);
        return new Sluice(directory).run(Map.of("TEST_URL", url), arguments);
    }

    private void mirror() throws IOException, InterruptedException {
        Sluice.Ended ended = sluice(SERVER.url(), "sync");
        assertThat(ended.exit()).as(ended.err()).isZero();
    }

    /** What is at the target and in the state, whole. */
    private Map<String, String> everything() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Jedis jedis = SERVER.client()) {
            jedis.keys("*").forEach(key -> all.put(key, jedis.get(key)));
        }
        try (Stream<Path> files = Files.walk(directory.resolve(".sluice"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                // The lock names who held it last.
                if (!file.endsWith("lock")) {
                    all.put(file.toString(), Arrays.toString(Files.readAllBytes(file)));
                }
            }
        }
        return all;
    }

    private JsonNode plan(String... more) throws IOException, InterruptedException {
        Map<String, String> before = everything();
        String[] options =
                Stream.concat(Stream.of("-o", "json"), Arrays.stream(more)).toArray(String[]::new);
        Sluice.Ended ended = sluice(SERVER.url(), "plan", options);
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(everything()).isEqualTo(before);
        return ended.json().path("result");
    }

    @Test
    void aPlanIsWhatTheRunThenDoes() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c", "4,d");
        mirror();
        assertThat(plan().path("changes").asBoolean()).isFalse();
        source("1,a", "2,B", "3,c", "5,e", "5,again");
        JsonNode plan = plan();
        assertThat(plan.path("rows").toString())
                .isEqualTo(
                        "{\"read\":5,\"toWrite\":2,\"added\":1,\"changed\":1,\"renewed\":0,\"unchanged\":2,\"expired\":0,\"rejected\":1}");
        assertThat(plan.path("removals").asLong()).isEqualTo(1);
        assertThat(plan.path("examples").toString())
                .contains(
                        "{\"action\":\"add\",\"row\":{\"id\":\"5\",\"w\":\"e\"}",
                        "\"before\":\"p:2 = {\\\"id\\\":\\\"2\\\",\\\"w\\\":\\\"b\\\"}\"",
                        "{\"action\":\"remove\",\"row\":{\"id\":\"4\"}");
        Sluice.Ended run = sluice(SERVER.url(), "sync", "-o", "json");
        assertThat(run.json().path("result").path("rows").path("written").asLong())
                .isEqualTo(2);
        assertThat(run.json().path("result").path("removals").path("removed").asLong())
                .isEqualTo(1);
    }

    @Test
    void wordsShowTheValuesAndGuardsAndTheExitCodeTellsChanges() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c", "4,d");
        mirror();
        assertThat(sluice(SERVER.url(), "plan", "--detailed-exitcode").exit()).isZero();
        source("1,A");
        Sluice.Ended ended = sluice(SERVER.url(), "plan", "--detailed-exitcode");
        assertThat(ended.exit()).isEqualTo(10);
        assertThat(ended.out())
                .contains(
                        "; nothing was written",
                        "read 1 = 1 to write + 0 unchanged + 0 rejected",
                        "to add 0, to change 1, to remove 3",
                        "TOO_MANY_REMOVALS would stop the run",
                        "--max-delete-percent 75",
                        "~ id=1, w=A",
                        "now p:1 = {\"id\":\"1\",\"w\":\"a\"}; differs in w",
                        "- id=2");
        assertThat(sluice(SERVER.url(), "plan", "--examples", "0").out()).doesNotContain("w=A", "id=2");
    }

    @Test
    void recordsThatDifferInTheirExpiryAloneAreToldApartHoweverLongTheyAre() throws IOException, InterruptedException {
        String longer = "x".repeat(400);
        String[] expiring = {"--types", "ttl=integer", "--set", "ttl_field=ttl"};
        Files.writeString(directory.resolve("p.csv"), "id,w,ttl\n1,a,9000\n2," + longer + ",9000\n3,c,9000\n");
        Sluice.Ended ended = sluice(SERVER.url(), "sync", expiring);
        assertThat(ended.exit()).as(ended.err()).isZero();
        Files.writeString(directory.resolve("p.csv"), "id,w,ttl\n1,a,5000\n2," + longer + ",5000\n3,c,\n");
        assertThat(sluice(SERVER.url(), "plan", expiring).out())
                .containsPattern("record p:1 = .*\\}; expires in 5000 s\n +now p:1 = .*\\}; expires in [89]\\d{3} s\n")
                .containsPattern("record p:2 = .*\\}; expires in 5000 s\n +now p:2 = .*\\}; expires in [89]\\d{3} s\n")
                .containsPattern("record p:3 = .*\\}\n +now p:3 = .*\\}; expires in [89]\\d{3} s\n");
        try (Jedis jedis = SERVER.client()) {
            jedis.expire("p:1", 60);
        }
        Files.writeString(directory.resolve("p.csv"), "id,w,ttl\n1,a,9000\n2," + longer + ",9000\n3,c,9000\n");
        assertThat(sluice(SERVER.url(), "verify", expiring).out())
                .containsPattern("expiring  id=1, .*\n +now p:1 = .*\\}; expires in [56]\\d s\n");
    }

    @Test
    void aTargetThatWasEmptiedIsNoticed() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        SharedServer.empty();
        JsonNode plan = plan();
        assertThat(plan.path("rows").path("toWrite").asLong()).isEqualTo(2);
        assertThat(plan.path("warnings").toString()).contains("emptied");
    }

    @Test
    void aTargetThatMayNotBeReadIsNotCalledDone() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        try (Jedis jedis = SERVER.client()) {
            jedis.aclSetUser("blind", "on", ">canary-s3cret-blind", "~*", "+@all", "-get");
        }
        try {
            Sluice.Ended ended = sluice("redis://blind:canary-s3cret-blind@127.0.0.1:" + SERVER.port(), "plan");
            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(ended.out()).contains("target not examined", "+get").doesNotContain("nothing to do", "canary");
        } finally {
            try (Jedis jedis = SERVER.client()) {
                jedis.aclDelUser("blind");
            }
        }
    }

    @Test
    void aServerThatIsGoneIsAnError() throws IOException, InterruptedException {
        source("1,a");
        Sluice.Ended ended = sluice("redis://127.0.0.1:1", "plan", "--set", "retry_budget_seconds=0");
        assertThat(ended.exit()).isEqualTo(3);
        assertThat(ended.err()).contains("CONNECTION_REFUSED");
    }
}
