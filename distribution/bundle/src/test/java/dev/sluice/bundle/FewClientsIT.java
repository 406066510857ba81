package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** The built command mirrors into a server that admits one client at a time. */
class FewClientsIT {
    private static final int ROWS = 5_000;

    @TempDir
    Path directory;

    private void source(int from, String value) throws IOException {
        Files.writeString(
                directory.resolve("p.csv"),
                IntStream.range(from, ROWS)
                        .mapToObj(id -> id + "," + value)
                        .collect(Collectors.joining("\n", "id,w\n", "\n")));
    }

    private JsonNode mirror(Server server) throws IOException, InterruptedException {
        Sluice.Ended ended = new Sluice(directory)
                .run(
                        Map.of("TEST_URL", server.url()),
                        "sync",
                        "p.csv",
                        "--key",
                        "id",
                        "--mode",
                        "mirror",
                        "--to",
                        "${env:TEST_URL}",
                        "-o",
                        "json");
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.json().path("result");
    }

    @Test
    @Fault(
            value = "The server admits one client",
            outcome =
                    "a mirror goes on with one lane, and its report says so; every row is written, looked at and removed")
    void aMirrorNeedsOneConnection() throws IOException, InterruptedException {
        try (Server server = Server.start("maxclients 1")) {
            source(0, "a");
            JsonNode first = mirror(server);
            assertThat(first.path("rows").path("written").asLong()).isEqualTo(ROWS);
            assertThat(first.path("warnings").toString()).contains("MAX_CLIENTS");
            JsonNode second = mirror(server);
            assertThat(second.path("rows").path("unchanged").asLong()).isEqualTo(ROWS);
            source(7, "b");
            JsonNode third = mirror(server);
            assertThat(third.path("removals").path("removed").asLong()).isEqualTo(7);
            try (Jedis jedis = server.client()) {
                assertThat(jedis.get("7")).contains("\"b\"");
                assertThat(jedis.keys("*").stream().filter(key -> !key.startsWith("~sluice")))
                        .hasSize(ROWS - 7);
            }
        }
    }
}
