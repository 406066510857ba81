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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** The built command has no room for what it keeps on disk: a limit of the size of files stands for a full disk. */
class FullDiskIT {
    private static final int ROWS = 20_000;

    @TempDir
    Path directory;

    private Sluice.Ended sync(Server server, String limit, String... more) throws IOException, InterruptedException {
        String[] arguments = Stream.concat(
                        Stream.of("sync", "p.csv", "--key", "id", "--to", "${env:TEST_URL}", "-o", "json"),
                        Stream.of(more))
                .toArray(String[]::new);
        return new Sluice(directory)
                .start(
                        List.of("bash", "-c", "ulimit -f " + limit + "; exec \"$0\" \"$@\""),
                        Map.of("TEST_URL", server.url()),
                        arguments)
                .await();
    }

    private void source(int from, String value) throws IOException {
        source(from, value, ROWS);
    }

    /** From a row on they have the value "a". */
    private void source(int from, String value, int others) throws IOException {
        Files.writeString(
                directory.resolve("p.csv"),
                IntStream.range(from, ROWS)
                        .mapToObj(id -> id + "," + (id < others ? value : "a"))
                        .collect(Collectors.joining("\n", "id,w\n", "\n")));
    }

    private static void assertFull(Sluice.Ended ended, String code) {
        assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
        JsonNode error = ended.json().path("error");
        assertThat(error.path("code").asString()).as(ended.out()).isEqualTo(code);
        assertThat(error.path("remedy").asString())
                .contains("the disk has room")
                .as("no advice that leaves records without an owner")
                .doesNotContain("remove", "reset");
    }

    @Test
    @Fault(
            value = "The disk is full while the state is folded, after everything was written",
            outcome = "exit 3, and the report says so; the next run knows every record and removes what is gone")
    void aStateThatCannotBeFoldedLosesNothing() throws IOException, InterruptedException {
        try (Server server = Server.start();
                Jedis jedis = server.client()) {
            source(0, "a");
            assertThat(sync(server, "unlimited", "--mode", "mirror").exit()).isZero();
            // More than are a patch of the snapshot.
            int changed = ROWS / 8;
            source(0, "b", changed);
            Files.writeString(
                    directory.resolve("p.csv"), Files.readString(directory.resolve("p.csv")) + "new,b\nnewer,b\n");
            assertFull(sync(server, "150", "--mode", "mirror"), "STATE_FAILED");
            assertThat(jedis.exists("new", "newer")).isEqualTo(2);

            source(5, "a");
            Sluice.Ended next = sync(server, "unlimited", "--mode", "mirror");
            assertThat(next.exit()).as(next.err()).isZero();
            JsonNode result = next.json().path("result");
            assertThat(result.path("rows").path("unchanged").asLong()).isEqualTo(ROWS - changed);
            assertThat(result.path("removals").path("removed").asLong()).isEqualTo(7);
            assertThat(jedis.keys("*").stream().filter(key -> !key.startsWith("~sluice")))
                    .hasSize(ROWS - 5);
        }
    }

    @Test
    @Fault(
            value = "The disk is full while a mirror keeps what it reads",
            outcome = "exit 3, and the report says so; nothing was written, and the next run writes every row")
    void whatCannotBeComparedIsNotWritten() throws IOException, InterruptedException {
        try (Server server = Server.start();
                Jedis jedis = server.client()) {
            source(0, "a");
            assertFull(sync(server, "100", "--mode", "mirror"), "STATE_FAILED");
            assertThat(jedis.keys("*").stream().filter(key -> !key.startsWith("~sluice")))
                    .isEmpty();

            source(5, "b");
            Sluice.Ended next = sync(server, "unlimited", "--mode", "mirror");
            assertThat(next.exit()).as(next.err()).isZero();
            assertThat(next.json().path("result").path("rows").path("written").asLong())
                    .isEqualTo(ROWS - 5);
            assertThat(jedis.get("5")).contains("\"b\"");
        }
    }

    @Test
    @Fault(
            value = "The disk is full while rejected rows are kept",
            outcome = "exit 3, and the report says so; the same run again writes every row that can be written")
    void rejectedRowsThatCannotBeKeptEndTheRun() throws IOException, InterruptedException {
        try (Server server = Server.start();
                Jedis jedis = server.client()) {
            Files.writeString(
                    directory.resolve("p.csv"),
                    IntStream.range(0, 2_000)
                            .mapToObj(id -> (id % 2 == 0 ? "" : id) + ",x")
                            .collect(Collectors.joining("\n", "id,w\n", "\n")));
            assertFull(sync(server, "100"), "DEAD_LETTERS_UNWRITABLE");
            Sluice.Ended next = sync(server, "unlimited");
            assertThat(next.exit()).as(next.err()).isEqualTo(4);
            assertThat(next.json().path("result").path("rows").path("written").asLong())
                    .isEqualTo(1_000);
            assertThat(jedis.dbSize()).isEqualTo(1_000);
        }
    }
}
