package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/**
 * The built command mirrors a table while the disk has room for a part of what it keeps there: the rows of the query, the state, the rejected
 * rows. Who may not mount a small disk has a limit of the size of files in its place.
 */
@ExtendWith(SharedServer.class)
class FullDisksIT {
    private static final Server SERVER = SharedServer.get();
    private static final int ROWS = 2_000;
    /** Every tenth row cannot be carried. */
    private static final int REJECTED = ROWS / 10;

    private static Database database;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException, SQLException {
        database = Database.shared();
    }

    @BeforeEach
    void define() throws IOException, SQLException {
        database.execute(
                "drop table if exists people",
                "create table people (id bigint, value text, filling text, number numeric)",
                "grant select on people to reader");
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}" } }
                sources:
                  shop: { jdbc: "%s", user: reader, password: "${env:TEST_PASSWORD}" }
                syncs:
                  people:
                    from: { source: shop, query: "select id, value, filling, number from people order by id" }
                    to: { destination: cache, key_prefix: "p:" }
                    mode: mirror
                    key: id
                    map: { filling: null, "*": "*" }
                  file:
                    from: { sql: "from 'rows.csv'" }
                    to: { destination: cache, key_prefix: "f:" }
                    key: id
                """.formatted(database.url()));
    }

    private void table(int from, String value) throws SQLException {
        database.execute(
                "truncate people",
                "insert into people select i, '" + value + "', repeat(md5(i::text), 6),"
                        + " case when i % 10 = 9 then 'NaN'::numeric else i end from generate_series(" + from + ", "
                        + (from + ROWS - 1) + ") i");
    }

    private static Map<String, String> expected(int from, String value) {
        Map<String, String> records = new TreeMap<>();
        for (int id = from; id < from + ROWS; id++) {
            if (id % 10 != 9) {
                records.put("p:" + id, "string {\"id\":" + id + ",\"value\":\"" + value + "\",\"number\":" + id + "}");
            }
        }
        return records;
    }

    private Sluice.Ended run(Path disk, List<String> by, String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        Stream.of(
                                "-o",
                                "json",
                                "--state-dir",
                                disk.resolve("states").toString()))
                .toArray(String[]::new);
        return new Sluice(directory)
                .start(
                        by,
                        Map.of("TEST_URL", SERVER.url(), "TEST_PASSWORD", Database.PASSWORD, "TMPDIR", disk.toString()),
                        all)
                .await();
    }

    @Test
    @Fault(
            value =
                    "The disk has room for a part of the rows of a query, of the state, of the rejected rows, or for nothing",
            outcome =
                    "exit 3, and the report says that room is missing; every record has its old or its new value, and the next run makes all of them as they should be")
    void whateverRoomThereIsNothingIsLost() throws Exception {
        Path disk = directory.resolve("disk");
        if (!SmallDisk.isPossible(directory)) {
            Files.createDirectories(disk);
            for (int room : List.of(0, 1, 8, 64, 128, 256, 384)) {
                // What it prints goes into files, too, which the limit does not mean.
                String limit =
                        "set -o pipefail; { (ulimit -f " + room + "; exec \"$0\" \"$@\") 2>&3 | cat; } 3> >(cat >&2)";
                assertNothingIsLost(disk, List.of("bash", "-c", limit), room, () -> {});
            }
            return;
        }
        try (SmallDisk small = SmallDisk.mount(disk)) {
            for (int room : List.of(0, 4, 16, 64, 256, 450, 500, 550, 600, 700, 850)) {
                small.leave(room);
                assertNothingIsLost(disk, List.of(), room, small::free);
            }
        }
    }

    private interface Freeing {
        void free() throws IOException;
    }

    private void assertNothingIsLost(Path disk, List<String> by, int room, Freeing freeing) throws Exception {
        String where = "with room for " + room + " KB";
        int from = room % 7;
        Map<String, String> before = records();
        table(from, "r" + room);
        Sluice.Ended ended = run(disk, by, "sync", "people");
        assertThat(ended.exit()).as(where + ": " + ended.out() + ended.err()).isIn(3, 4);
        JsonNode error = ended.json().path("error");
        if (ended.exit() == 3) {
            assertThat(error.path("category").asString()).as(ended.out()).isEqualTo("CAPACITY");
            assertThat(error.path("remedy").asString()).as(ended.out()).contains("room");
        }
        System.out.println(where + ": " + error.path("code").asString() + " "
                + ended.json().path("result").path("rows"));
        Map<String, String> expected = expected(from, "r" + room);
        Map<String, String> now = records();
        List<String> odd = new ArrayList<>();
        now.forEach((key, value) -> {
            if (!value.equals(before.get(key)) && !value.equals(expected.get(key))) {
                odd.add(key + " = " + value);
            }
        });
        before.keySet().stream()
                .filter(key -> expected.containsKey(key) && !now.containsKey(key))
                .forEach(odd::add);
        assertThat(odd).as(where).isEmpty();

        freeing.free();
        Sluice.Ended next = run(disk, List.of(), "sync", "people");
        assertThat(next.exit()).as(where + ": " + next.out() + next.err()).isEqualTo(4);
        assertThat(next.json().path("result").path("rows").path("rejected").asInt())
                .isEqualTo(REJECTED);
        try (Jedis jedis = SERVER.client()) {
            Contents.of(jedis).assertAre(expected);
        }
    }

    private static Map<String, String> records() {
        try (Jedis jedis = SERVER.client()) {
            return Contents.of(jedis).records();
        }
    }

    @Test
    @Fault(
            value = "The disk is full while the rows of a query over files, or of the standard input, are kept",
            outcome = "exit 3, and the report says so; nothing was written")
    void aQueryOverFilesThatCannotBeKeptWritesNothing() throws IOException, InterruptedException {
        Path disk = Files.createDirectories(directory.resolve("disk"));
        StringBuilder rows = new StringBuilder("id,value\n");
        for (int id = 0; id < 200_000; id++) {
            rows.append(id).append(',').append(Integer.toString(id * 31, 36)).append('\n');
        }
        Files.writeString(directory.resolve("rows.csv"), rows);
        List<String> by = List.of("bash", "-c", "ulimit -f 200; exec \"$0\" \"$@\"");
        for (Sluice.Ended ended : List.of(
                run(disk, by, "sync", "file"),
                run(
                        disk,
                        List.of("bash", "-c", "ulimit -f 200; exec \"$0\" \"$@\" <rows.csv"),
                        "sync",
                        "-",
                        "--format",
                        "csv",
                        "--mode",
                        "mirror",
                        "--name",
                        "stream",
                        "--key",
                        "id",
                        "--to",
                        "${env:TEST_URL}"))) {
            assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(3);
            JsonNode error = ended.json().path("error");
            assertThat(error.path("category").asString()).as(ended.out()).isEqualTo("CAPACITY");
            assertThat(error.path("remedy").asString()).as(ended.out()).contains("TMPDIR");
            assertThat(records()).isEmpty();
        }
    }
}
