package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs of the built command, looked at by other processes. */
@ExtendWith(SharedServer.class)
class RunsIT {
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

    private static String port() {
        String url = SERVER.url();
        return url.substring(url.lastIndexOf(':') + 1).replaceAll("/.*", "");
    }
}
