package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs of the built command, looked at by other processes. */
@ExtendWith(SharedServer.class)
class RunsIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Server SERVER = SharedServer.get();
    private static final Map<String, String> ENVIRONMENT = Map.of("TEST_URL", SERVER.url());

    @TempDir
    Path directory;

    private JsonNode runs(String... arguments) throws IOException, InterruptedException {
        Sluice.Ended ended = new Sluice(directory).run(ENVIRONMENT, arguments);
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.json().path("result");
    }

    @Test
    void anotherProcessSeesARunWhileItGoesOnAndFollowsItToItsEnd() throws IOException, InterruptedException {
        Sluice sluice = new Sluice(directory);
        Sluice.Running running = sluice.start(
                ENVIRONMENT,
                "sync",
                "-",
                "--format",
                "csv",
                "--key",
                "id",
                "--name",
                "users",
                "--to",
                "${env:TEST_URL}");
        try (OutputStream rows = running.process().getOutputStream()) {
            rows.write("id,w\n1,a\n".getBytes(StandardCharsets.UTF_8));
            rows.flush();
            JsonNode first = null;
            for (int i = 0; i < 50 && first == null; i++) {
                first = runs("runs", "users", "-o", "json").get(0);
            }
            assertThat(Objects.requireNonNull(first).path("status").asString()).isEqualTo("running");
            Sluice.Running tail = sluice.start(ENVIRONMENT, "runs", "tail", "users");
            assertThat(tail.process().waitFor(2, TimeUnit.SECONDS))
                    .as("it waits")
                    .isFalse();
            rows.write("2,b\n".getBytes(StandardCharsets.UTF_8));
            rows.close();
            assertThat(running.await().exit()).isZero();
            Sluice.Ended told = tail.await();
            assertThat(told.exit()).isZero();
            assertThat(told.out()).contains("sync of users", "ended: succeeded, exit 0, 2 read, 2 written");
        }
        assertThat(runs("runs", "show", "last", "-o", "json")
                        .path("rows")
                        .path("written")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    void whatCouldNotBeginIsThereWithItsRemedyAndNoSecret() throws IOException, InterruptedException {
        Sluice.Ended ended =
                new Sluice(directory).run(ENVIRONMENT, "sync", "none.csv", "--key", "id", "--to", "${env:TEST_URL}");
        assertThat(ended.exit()).isEqualTo(3);
        JsonNode run = runs("runs", "show", "last", "-o", "json");
        assertThat(run.path("failure").path("code").asString()).isEqualTo("SOURCE_MISSING");
        assertThat(run.path("exit").asInt()).isEqualTo(3);
        Files.writeString(directory.resolve("p.csv"), "id,w\n1,a\n");
        ended = new Sluice(directory)
                .run(
                        Map.of("TEST_URL", "redis://:" + Server.PASSWORD + "wrong@127.0.0.1:" + port()),
                        "sync",
                        "p.csv",
                        "--key",
                        "id",
                        "--to",
                        "${env:TEST_URL}");
        assertThat(ended.exit()).isEqualTo(3);
        run = runs("runs", "show", "p", "-o", "json");
        assertThat(run.path("status").asString()).isEqualTo("failed");
        assertThat(run.toString()).doesNotContain(Server.PASSWORD);
    }

    @Test
    void whatIsOlderThanTheTimeThatIsGivenGoesWithTheNextRunUnlessItGoesOn() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("users.csv"), "id\n1\n");
        String definition = """
                version: 1
                destinations: { cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}" } } }
                syncs:
                  users: { from: { file: users.csv }, to: { destination: cache, key_prefix: "kept:" }, key: id }
                """;
        Files.writeString(directory.resolve("sluice.yaml"), definition);
        Sluice sluice = new Sluice(directory);
        Sluice.Running goesOn = sluice.start(
                ENVIRONMENT,
                "sync",
                "-",
                "--format",
                "csv",
                "--key",
                "id",
                "--name",
                "long",
                "--to",
                "${env:TEST_URL}");
        try (OutputStream rows = goesOn.process().getOutputStream()) {
            rows.write("id\n1\n".getBytes(StandardCharsets.UTF_8));
            rows.flush();
            await().atMost(LONG).until(() -> files().size() == 1);
            sync(Map.of());
            sync(Map.of("SLUICE_RETAIN", "1h"));
            assertThat(files()).hasSize(3);
            // The option goes before the variable. Runs of this test begin more than a second apart.
            sync(Map.of("SLUICE_RETAIN", "1h"), "--retain", "1s");
            JsonNode kept = runs("runs", "-o", "json");
            assertThat(kept).extracting(run -> run.path("sync").asString()).containsExactly("users", "long");
            assertThat(kept).extracting(run -> run.path("status").asString()).containsExactly("succeeded", "running");
            assertThat(files()).hasSize(2);
            for (JsonNode run : kept) {
                String id = run.path("run").asString();
                assertThat(runs("runs", "show", id, "-o", "json").path("run").asString())
                        .isEqualTo(id);
            }
        }
        assertThat(goesOn.await().exit()).isZero();
        assertThat(runs("runs", "show", "long", "-o", "json").path("status").asString())
                .isEqualTo("succeeded");
        Files.writeString(directory.resolve("sluice.yaml"), definition + "retain: 1s\n");
        sync(Map.of());
        assertThat(runs("runs", "-o", "json"))
                .extracting(run -> run.path("sync").asString())
                .containsExactly("users");
        assertThat(files()).hasSize(1);
    }

    private void sync(Map<String, String> variables, String... more) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        environment.putAll(variables);
        List<String> arguments = new ArrayList<>(List.of("sync", "users"));
        arguments.addAll(List.of(more));
        long begun = System.nanoTime();
        Sluice.Ended ended = new Sluice(directory).run(environment, arguments.toArray(String[]::new));
        assertThat(ended.exit()).as(ended.err()).isZero();
        await().atMost(LONG).until(() -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(2));
    }

    /** The runs of which there are files of any kind. */
    private Set<String> files() {
        File[] months = directory.resolve(".sluice/runs").toFile().listFiles();
        return Stream.of(months == null ? new File[0] : months)
                .flatMap(month -> Stream.of(Objects.requireNonNull(month.list())))
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toSet());
    }

    private static String port() {
        String url = SERVER.url();
        return url.substring(url.lastIndexOf(':') + 1).replaceAll("/.*", "");
    }
}
