package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** Two hosts run one definition at once, because the folder of its state gives its lock to both, or because each has a copy of it. */
@ExtendWith(SharedServer.class)
class TwoHostsIT {
    private static final Server SERVER = SharedServer.get();
    private static final int ROWS = 300;

    @TempDir
    Path directory;

    @BeforeEach
    void define() throws IOException {
        // A query is read wholly before anything is written: the file may change for the other host.
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}", pipeline_commands: 5 } }
                syncs:
                  people:
                    from: { sql: "from 'people.csv' order by id" }
                    to: { destination: cache, key_prefix: "p:" }
                    mode: mirror
                    key: id
                """);
        source(0, ROWS, "first");
    }

    private void source(int from, int to, String value) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,value"));
        IntStream.range(from, to).mapToObj(id -> id + "," + value).forEach(lines::add);
        Files.write(directory.resolve("people.csv"), lines);
    }

    /** What the last of the sources has, which lacks rows that the slow run writes at its end. */
    private static Map<String, String> expected(String value) {
        Map<String, String> records = new TreeMap<>();
        IntStream.range(5, ROWS - 5)
                .forEach(id -> records.put("p:" + id, "string {\"id\":" + id + ",\"value\":\"" + value + "\"}"));
        return records;
    }

    private Sluice.Running start(Path states, int rate) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("sync", "people", "-o", "json"));
        arguments.addAll(List.of("--state-dir", states.toString()));
        if (rate > 0) {
            arguments.addAll(List.of("--max-rows-per-second", Integer.toString(rate)));
        }
        return new Sluice(directory).start(Map.of("TEST_URL", SERVER.url()), arguments.toArray(String[]::new));
    }

    private JsonNode run(Path states) throws IOException, InterruptedException {
        Sluice.Ended ended = start(states, 0).await();
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        return ended.json().path("result");
    }

    private static void signal(String name, Sluice.Running run) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(
                                "kill", "-" + name, Long.toString(run.process().pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitRecords(String value) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (Jedis jedis = SERVER.client()) {
                return Contents.of(jedis).records().values().stream()
                                .filter(record -> record.contains(value))
                                .count()
                        > 20;
            }
        });
    }

    private static void assertRedisIs(Map<String, String> records) {
        try (Jedis jedis = SERVER.client()) {
            Contents.of(jedis).assertAre(records);
        }
    }

    /** The next run believes nothing of what the two left, and the one after it finds all as it should be. */
    private void assertMadeGood(Path states, String value) throws IOException, InterruptedException {
        JsonNode next = run(states);
        assertThat(next.path("warnings").toString()).contains("at the same time");
        assertThat(next.path("rows").path("written").asInt()).isEqualTo(ROWS - 10);
        assertRedisIs(expected(value));
        JsonNode last = run(states);
        assertThat(last.path("rows").path("unchanged").asInt())
                .as(last.toString())
                .isEqualTo(ROWS - 10);
        assertThat(last.path("warnings")).isEmpty();
        assertRedisIs(expected(value));
    }

    @ParameterizedTest
    @CsvSource({"100, 0", "200, 100", "100, 200"})
    @Fault(
            value = "Two hosts run one definition at the same time, and the lock of its state was given to both",
            outcome =
                    "the run that is overtaken ends with exit 3 and does not count as complete; the next run trusts nothing, writes every row, and removes what is gone")
    void ofTwoThatHoldOneLockNothingIsTrusted(int first, int second) throws IOException, InterruptedException {
        Path states = directory.resolve(".sluice");
        run(states);
        source(5, ROWS, "second");
        Sluice.Running slow = start(states, first);
        awaitRecords("second");
        // So that the other has begun before this one ends, however busy the machine is.
        signal("STOP", slow);
        // As a shared folder does that loses the lock: whoever comes gets one.
        Files.delete(states.resolve("state/people/lock"));
        source(5, ROWS - 5, "third");
        Sluice.Running other = start(states, second);
        awaitRecords("third");
        signal("CONT", slow);
        List<Sluice.Ended> both = List.of(slow.await(), other.await());
        assertThat(both).as(both.toString()).anyMatch(ended -> ended.exit() == 3);
        assertThat(both).as(both.toString()).allMatch(ended -> ended.exit() == 3 || ended.exit() == 0);
        assertMadeGood(states, "third");
    }

    @Test
    @Fault(
            value = "Two hosts run one definition at the same time, each with a copy of its state",
            outcome =
                    "as with one state: the run that is overtaken does not count as complete, and the next of each host trusts nothing")
    void ofTwoWithCopiesOfAStateNothingIsTrusted() throws IOException, InterruptedException {
        Path one = directory.resolve(".sluice");
        Path two = directory.resolve("copy");
        run(one);
        copy(one, two);
        source(5, ROWS, "second");
        Sluice.Running slow = start(one, 100);
        awaitRecords("second");
        signal("STOP", slow);
        source(5, ROWS - 5, "third");
        Sluice.Ended other = start(two, 0).await();
        signal("CONT", slow);
        Sluice.Ended overtaken = slow.await();
        assertThat(overtaken.exit()).as(overtaken.out()).isEqualTo(3);
        assertThat(overtaken.json().path("error").path("code").asString()).isEqualTo("TARGET_REPLACED");
        assertThat(other.exit()).as(other.out()).isIn(0, 3);
        assertMadeGood(two, "third");
        assertThat(run(one).path("warnings").toString()).contains("Another host wrote to the target");
        assertRedisIs(expected("third"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
