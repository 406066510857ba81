package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice run}: a service that syncs again and again. */
@ExtendWith(SharedServer.class)
class RunIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    /** Another address of this machine. */
    private static final String OTHER = "127.0.0.2";

    private static final Pattern PORT = Pattern.compile("Answers http://[0-9.]+:(\\d+)/healthz");

    @TempDir
    Path directory;

    @SuppressWarnings("NullAway.Init") // begun before each test
    private Sluice.Running service;

    @BeforeEach
    void start() throws IOException {
        define("users", "1s");
        users("1,Ada\n2,Bo\n");
        service = new Sluice(directory)
                .start(Map.of("TEST_URL", SharedServer.get().url()), "run", "--port", "0");
        await().atMost(LONG).until(() -> errors().contains("/healthz"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        service.process().destroyForcibly().waitFor();
    }

    private void define(String name, String every) throws IOException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}" } }
                syncs:
                  %s:
                    from: { file: users.csv }
                    to: { destination: cache, key_prefix: "%s:" }
                    mode: mirror
                    key: id
                    every: %s
                """.formatted(name, name, every));
    }

    private void users(String rows) throws IOException {
        // In one step: a run may read it at any time.
        Path next = Files.writeString(directory.resolve("next.csv"), "id,name\n" + rows);
        Files.move(next, directory.resolve("users.csv"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String errors() {
        return service.errors();
    }

    private static boolean has(String... keys) {
        try (Jedis jedis = SharedServer.get().client()) {
            return jedis.exists(keys) == keys.length;
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(service.process().pid()))
                .start()
                .waitFor();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get("127.0.0.1", path);
    }

    private HttpResponse<String> get(String address, String path) throws IOException, InterruptedException {
        Matcher port = PORT.matcher(errors());
        assertThat(port.find()).isTrue();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + address + ":" + port.group(1) + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode runs() throws IOException, InterruptedException {
        return new Sluice(directory)
                .run("runs", "--limit", "1000", "-o", "json")
                .json()
                .path("result");
    }

    @Test
    void whatChangesIsWrittenByTheNextRunAndTheDefinitionIsReadAgainWhereItIsRight() throws Exception {
        await().atMost(LONG).until(() -> has("users:1", "users:2"));
        users("2,Bo\n3,Cy\n");
        await().atMost(LONG).until(() -> has("users:3") && !has("users:1"));
        assertThatThrownBy(() -> get(OTHER, "/healthz")).isInstanceOf(ConnectException.class);
        JsonNode health = new JsonMapper().readTree(get("/healthz").body());
        assertThat(health.path("status").asString()).isEqualTo("ok");
        assertThat(health.path("syncs").path("users").path("exit").asInt(-1)).isIn(0, 5);
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/metrics").body())
                .contains("sluice_rows_total{destination=\"redis\",mode=\"mirror\",outcome=\"written\",sync=\"users\"}")
                .contains("sluice_last_success_timestamp_seconds{sync=\"users\"}");

        define("users", "soon");
        signal("HUP");
        await().atMost(LONG).until(() -> errors().contains("what was read before stays in use"));
        assertThat(errors()).contains("every").contains("sluice.yaml:10:12");
        users("2,Bo\n3,Cy\n4,Di\n");
        await().atMost(LONG).until(() -> has("users:4"));

        define("people", "2s");
        signal("HUP");
        await().atMost(LONG).until(() -> has("people:4"));
        assertThat(errors()).contains("The definition was read again. Runs people every 2 s.");
        assertThat(get("/metrics").body())
                .as("what is no longer run is not late")
                .contains("sluice_running{sync=\"people\"}")
                .doesNotContain("sluice_last_success_timestamp_seconds{sync=\"users\"}");
        signal("TERM");
        assertThat(service.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(service.process().exitValue()).isEqualTo(143);
        // No run overlaps the one before it, and all have ended.
        Instant end = Instant.MAX;
        for (JsonNode run : runs()) {
            assertThat(run.path("status").asString()).isNotIn("running", "died");
            if (run.path("sync").asString().equals("users")) {
                assertThat(Instant.parse(run.path("ended").asString())).isBefore(end);
                end = Instant.parse(run.path("started").asString());
            }
        }
    }

    @Test
    void aRunThatIsUnderWayEndsInEightSecondsAndTheNextServicePutsItRight() throws Exception {
        await().atMost(LONG).until(() -> has("users:1"));
        String many = IntStream.range(0, 400_000)
                .mapToObj(i -> i + "," + "x".repeat(40) + "\n")
                .collect(Collectors.joining());
        users(many);
        await().atMost(LONG).until(() -> has("users:399"));
        long begun = System.nanoTime();
        signal("TERM");
        assertThat(service.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
        users("7,Eve\n");
        Sluice.Ended next = new Sluice(directory)
                .run(Map.of("TEST_URL", SharedServer.get().url()), "sync", "users", "--max-delete-percent", "100");
        assertThat(next.exit()).as(next.err()).isZero();
        try (Jedis jedis = SharedServer.get().client()) {
            assertThat(jedis.keys("users:*"))
                    .filteredOn(key -> !key.contains("~sluice"))
                    .containsExactly("users:7");
        }
    }

    @Test
    void aTargetThatIsAwayEndsNoServiceAndIsTold() throws Exception {
        await().atMost(LONG).until(() -> has("users:1"));
        Files.move(directory.resolve("users.csv"), directory.resolve("away.csv"));
        await().atMost(LONG).until(() -> errors().contains("SOURCE_MISSING"));
        await().atMost(LONG).until(() -> get("/healthz").body().contains("SOURCE_MISSING"));
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        Files.writeString(directory.resolve("users.csv"), "id,name\n1,Ada\n2,Bo\n9,Flo\n", StandardCharsets.UTF_8);
        await().atMost(LONG).until(() -> has("users:9"));
    }

    @Test
    void howASyncIsIsKnownBeforeItsFirstRunHere() throws Exception {
        await().atMost(LONG).until(() -> has("users:1"));
        signal("TERM");
        assertThat(service.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        define("users", "1h");
        service = new Sluice(directory)
                .start(Map.of("TEST_URL", SharedServer.get().url()), "run", "--port", "0", "--bind", "0.0.0.0");
        await().atMost(LONG).until(() -> errors().contains("/healthz"));
        JsonNode users =
                new JsonMapper().readTree(get("/healthz").body()).path("syncs").path("users");
        assertThat(Instant.parse(users.path("started").asString())).isBefore(Instant.now());
        assertThat(get(OTHER, "/healthz").statusCode())
                .as("at any address of this machine")
                .isEqualTo(200);
    }

    @Test
    @Fault(
            value = "Two services run one definition with one state",
            outcome = "each run takes place once: the other service counts from it, or finds the sync held")
    void ofTwoServicesOneRunsWhatIsDue() throws Exception {
        // The second run has begun, so the state of the first one is kept.
        await().atMost(LONG).until(() -> files() > 1);
        signal("TERM");
        assertThat(service.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        long before = files();
        Instant begun = Instant.now();
        define("users", "3s");
        users("1,Ada\n2,Bo\n3,Cy\n");
        Map<String, String> environment = Map.of("TEST_URL", SharedServer.get().url());
        service = new Sluice(directory).start(environment, "run", "--port", "0");
        Sluice.Running other = new Sluice(directory).start(environment, "run");
        try {
            await().atMost(LONG).until(() -> files() >= before + 7);
            await().atMost(LONG)
                    .until(() -> (errors() + other.errors()).contains("users was begun by another process at "));
            signal("TERM");
            assertThat(service.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(service.process().exitValue()).isEqualTo(143);
            long until = files();
            await("the one that is left goes on").atMost(LONG).until(() -> files() > until);
        } finally {
            other.process().destroy();
        }
        assertThat(other.await().exit()).isEqualTo(143);
        int written = 0;
        List<Instant> starts = new ArrayList<>();
        Instant end = Instant.MAX;
        for (JsonNode run : runs()) {
            Instant start = Instant.parse(run.path("started").asString());
            if (run.path("exit").asInt(-1) == 7 || start.isBefore(begun)) {
                continue;
            }
            assertThat(run.path("exit").asInt(-1)).as(run.toString()).isIn(0, 130);
            written += run.path("rows").path("written").asInt();
            assertThat(Instant.parse(run.path("ended").asString())).isBefore(end);
            end = start;
            starts.add(start);
        }
        assertThat(written).as("rows that were written").isEqualTo(1);
        // Without each other they would run every one and a half seconds; each run may begin late, and the next one
        // not.
        assertThat(starts).hasSizeGreaterThan(4);
        assertThat(Duration.between(starts.get(starts.size() - 1), starts.get(0)))
                .isGreaterThan(Duration.ofSeconds(2).multipliedBy(starts.size() - 1));
    }

    /** How many runs have begun. */
    private long files() {
        File[] months = directory.resolve(".sluice/runs").toFile().listFiles();
        return Stream.of(months == null ? new File[0] : months)
                .flatMap(month -> Stream.of(Objects.requireNonNull(month.list())))
                .filter(name -> name.endsWith(".json"))
                .count();
    }

    @Test
    void whatCannotRunIsRefusedAtTheBeginning() throws Exception {
        Files.writeString(directory.resolve("other.yaml"), "version: 1\n");
        for (String[] arguments : new String[][] {
            {"run", "--config", "other.yaml"},
            {"run", "absent"},
            {"run", "--jobs", "0"},
            {"run", "--bind", "127.0.0.1"},
            {"run", "--port", "0", "--bind", "no such host"},
        }) {
            Sluice.Ended ended = new Sluice(directory)
                    .run(Map.of("TEST_URL", SharedServer.get().url()), arguments);
            assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
            assertThat(ended.err()).contains("→");
        }
    }
}
