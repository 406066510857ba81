package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import tools.jackson.databind.JsonNode;

/** What Prometheus is told of runs of the built command. */
@ExtendWith(SharedServer.class)
class MetricsIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int ROWS = 12_000;
    private static final Pattern PORT = Pattern.compile("Answers (http://127\\.0\\.0\\.1:\\d+/metrics)");

    @TempDir
    Path directory;

    private Map<String, String> environment() {
        return Map.of("TEST_URL", SharedServer.get().url());
    }

    private static Map<String, Double> values(String text) {
        Map<String, Double> values = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return values;
    }

    private Map<String, Double> file() throws IOException {
        return values(Files.readString(directory.resolve("sluice.prom")));
    }

    private static void requireValid(String metrics) throws IOException, InterruptedException {
        Process promtool;
        try {
            promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            abort("promtool is not installed (Debian's package prometheus)");
            return;
        }
        try (OutputStream in = promtool.getOutputStream()) {
            in.write(metrics.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
    }

    private static void cutConnections() {
        try (Jedis jedis = SharedServer.get().client()) {
            jedis.sendCommand(Protocol.Command.CLIENT, "KILL", "TYPE", "normal", "SKIPME", "yes");
        }
    }

    private static long keys() {
        try (Jedis jedis = SharedServer.get().client()) {
            return jedis.dbSize();
        }
    }

    @Test
    @Fault(
            value = "Connections are cut and rows rejected while metrics are kept",
            outcome = "the metrics have the counts of the report")
    void countsAreThoseOfTheReportAfterFaults() throws Exception {
        Sluice.Running running = new Sluice(directory)
                .start(
                        environment(),
                        "sync",
                        "-",
                        "--format",
                        "csv",
                        "--key",
                        "id",
                        "--to",
                        "${env:TEST_URL}",
                        "--set",
                        "key_prefix=metrics:",
                        "--name",
                        "users",
                        "--metrics-file",
                        "sluice.prom",
                        "--metrics-port",
                        "0",
                        "-o",
                        "json");
        long before = keys();
        try (OutputStream rows = running.process().getOutputStream()) {
            rows.write("id,name\n".getBytes(StandardCharsets.UTF_8));
            for (int id = 0; id < ROWS; id++) {
                // Every thousandth row has no key.
                String key = id % 1_000 == 999 ? "" : String.valueOf(id);
                rows.write((key + ",name " + id + "\n").getBytes(StandardCharsets.UTF_8));
                if (id % (ROWS / 4) == ROWS / 8) {
                    rows.flush();
                    await().atMost(LONG).until(() -> keys() > before);
                    cutConnections();
                }
            }
            rows.flush();
            await().atMost(LONG).until(() -> PORT.matcher(running.errors()).find());
            Matcher address = PORT.matcher(running.errors());
            assertThat(address.find()).isTrue();
            HttpResponse<String> fetched = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address.group(1))).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(fetched.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            requireValid(fetched.body());
            assertThat(values(fetched.body())).containsEntry("sluice_running{sync=\"users\"}", 1.0);
        }
        Sluice.Ended ended = running.await();
        assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
        JsonNode counts = ended.json().path("result").path("rows");
        assertThat(counts.path("rejected").asLong()).isEqualTo(ROWS / 1_000);
        Map<String, Double> metrics = file();
        for (String outcome :
                new String[] {"written", "unchanged", "skipped", "rejected", "indeterminate", "notAttempted"}) {
            assertThat(metrics)
                    .containsEntry(
                            "sluice_rows_total{destination=\"redis\",mode=\"upsert\",outcome=\""
                                    + outcome.replace("A", "_a") + "\",sync=\"users\"}",
                            counts.path(outcome).asDouble(-1));
        }
        JsonNode run = new Sluice(directory)
                .run("runs", "show", "users", "-o", "json")
                .json()
                .path("result");
        String kind = "{destination=\"redis\",mode=\"upsert\",sync=\"users\"}";
        assertThat(run.path("reconnects").asLong()).isPositive();
        assertThat(metrics)
                .containsEntry(
                        "sluice_reconnects_total" + kind, run.path("reconnects").asDouble());
        assertThat(metrics.getOrDefault("sluice_retries_total" + kind, 0.0))
                .isEqualTo(run.path("retries").asDouble());
        requireValid(Files.readString(directory.resolve("sluice.prom")));
    }

    @Test
    void aCommandThatEndsTellsTheLastSuccessOfOthersBeforeItAndOnesThatCannotBegin() throws Exception {
        Files.writeString(directory.resolve("users.csv"), "id,name\n1,Ada\n");
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations: { cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}" } } }
                syncs:
                  users: { from: { file: users.csv }, to: { destination: cache, key_prefix: "last:" }, key: id }
                """);
        Sluice sluice = new Sluice(directory);
        assertThat(sluice.run(environment(), "sync", "users").exit()).isZero();
        double ended = Instant.parse(sluice.run("runs", "show", "users", "-o", "json")
                                .json()
                                .path("result")
                                .path("ended")
                                .asString())
                        .toEpochMilli()
                / 1000.0;
        Map<String, String> without = Map.of("SLUICE_METRICS_FILE", "sluice.prom");
        assertThat(sluice.run(without, "sync", "users").exit()).isEqualTo(2);
        assertThat(file())
                .containsEntry("sluice_last_success_timestamp_seconds{sync=\"users\"}", ended)
                .containsEntry("sluice_last_run_exit_code{sync=\"users\"}", 2.0)
                .containsEntry("sluice_runs_total{destination=\"\",mode=\"\",status=\"failed\",sync=\"users\"}", 1.0);

        Map<String, String> down = Map.of(
                "SLUICE_METRICS_FILE", "sluice.prom", "TEST_URL", "redis://127.0.0.1:1", "SLUICE_METRICS_PORT", "0");
        assertThat(sluice.run(down, "sync", "users").exit()).isEqualTo(3);
        assertThat(file())
                .containsEntry("sluice_last_success_timestamp_seconds{sync=\"users\"}", ended)
                .containsEntry(
                        "sluice_runs_total{destination=\"redis\",mode=\"upsert\",status=\"failed\",sync=\"users\"}",
                        1.0)
                .hasEntrySatisfying(
                        "sluice_wait_seconds_total{destination=\"redis\",mode=\"upsert\",sync=\"users\"}",
                        waited -> assertThat(waited).isPositive());
    }
}
