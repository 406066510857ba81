package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import tools.jackson.databind.JsonNode;

/** The built command mirrors into a server to which something happens between two runs, or whose source or name is another. */
@ExtendWith(SharedServer.class)
class MirrorTargetIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private Sluice.Ended sync(String... arguments) throws IOException, InterruptedException {
        String[] all = Stream.concat(
                        Stream.of("sync"),
                        Stream.concat(
                                Arrays.stream(arguments),
                                Stream.of(
                                        "--key",
                                        "id",
                                        "--to",
                                        "${env:TEST_URL}",
                                        "--set",
                                        "key_prefix=p:",
                                        "-o",
                                        "json")))
                .toArray(String[]::new);
        return new Sluice(directory).run(Map.of("TEST_URL", SERVER.url()), all);
    }

    private JsonNode mirror(String... more) throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of("p.csv", "--mode", "mirror"), Arrays.stream(more))
                .toArray(String[]::new);
        Sluice.Ended ended = sync(all);
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.json().path("result");
    }

    private void source(String... rows) throws IOException {
        List<String> lines = new ArrayList<>(List.of("id,w"));
        lines.addAll(List.of(rows));
        Files.write(directory.resolve("p.csv"), lines);
    }

    private static long rows(JsonNode result, String count) {
        return result.path("rows").path(count).asLong();
    }

    private static String get(String id) {
        try (Jedis jedis = SERVER.client()) {
            return jedis.get("p:" + id);
        }
    }

    private static long records() {
        try (Jedis jedis = SERVER.client()) {
            return jedis.scan("0", new ScanParams().match("p:[0-9]*").count(10_000))
                    .getResult()
                    .size();
        }
    }

    @Test
    @Fault(
            value = "The server was emptied between two runs",
            outcome = "every row is written again, and the report says why; keys of others stay")
    void whatAnEmptiedServerLostIsWrittenAgainAndWhatOthersPutThereStays() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c");
        mirror();
        try (Jedis jedis = SERVER.client()) {
            jedis.flushAll();
        }
        JsonNode again = mirror();
        assertThat(rows(again, "written")).isEqualTo(3);
        assertThat(again.path("warnings").toString()).contains("emptied");
        assertThat(records()).isEqualTo(3);

        try (Jedis jedis = SERVER.client()) {
            jedis.flushAll();
            jedis.set("p:2", "of another application");
        }
        source("1,a", "3,c");
        mirror();
        assertThat(get("2")).isEqualTo("of another application");
        assertThat(records()).isEqualTo(3);
    }

    @Test
    @Fault(
            value = "The server is gone and nothing has changed",
            outcome = "the run ends (exit 3); nothing is called unchanged")
    void aServerThatIsGoneIsNotUnchanged() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        Sluice.Ended ended = new Sluice(directory)
                .run(
                        Map.of(),
                        "sync",
                        "p.csv",
                        "--name",
                        "other",
                        "--mode",
                        "mirror",
                        "--key",
                        "id",
                        "--to",
                        "redis://127.0.0.1:1",
                        "--set",
                        "key_prefix=p:",
                        "--set",
                        "retry_budget_seconds=0");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
    }

    @Test
    @Fault(value = "The server was restored from an older dump", outcome = "what was written after it is written again")
    void anOlderDumpIsNoticedAndWhatCameAfterItIsWrittenAgain() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        byte[][] dump;
        byte[] marker;
        String markerKey;
        try (Jedis jedis = SERVER.client()) {
            markerKey = jedis.keys("p:~sluice:*").iterator().next();
            marker = jedis.dump(markerKey);
            dump = new byte[][] {jedis.dump("p:1"), jedis.dump("p:2")};
        }
        source("1,A", "2,b", "3,C");
        mirror();
        try (Jedis jedis = SERVER.client()) {
            jedis.flushAll();
            jedis.restore(markerKey, 0, marker);
            jedis.restore("p:1", 0, dump[0]);
            jedis.restore("p:2", 0, dump[1]);
        }
        JsonNode result = mirror();
        assertThat(rows(result, "written")).as("2 is as old as the dump").isEqualTo(2);
        assertThat(rows(result, "unchanged")).isEqualTo(1);
        assertThat(List.of(get("1"), get("2"), get("3")))
                .allSatisfy(value -> assertThat(value).isNotNull());
        assertThat(get("1")).contains("A");
    }

    @Test
    @Fault(
            value = "The data format of a mirror changes",
            outcome =
                    "records that the sync wrote are removed and written in the new form; a key of others stays, and its row is rejected")
    void recordsTakeTheNewDataFormatAndKeysOfOthersStay() throws IOException, InterruptedException {
        source("1,a", "2,b");
        mirror();
        try (Jedis jedis = SERVER.client()) {
            jedis.set("p:3", "of another application");
        }
        source("1,a", "2,b", "3,c");
        Sluice.Ended changed = sync("p.csv", "--mode", "mirror", "--set", "data_format=hash");
        assertThat(changed.exit()).as(changed.err()).isEqualTo(4);
        JsonNode result = changed.json().path("result");
        assertThat(rows(result, "written")).isEqualTo(2);
        assertThat(rows(result, "rejected")).isEqualTo(1);
        assertThat(result.path("removals").path("planned").asLong()).isZero();
        assertThat(result.path("warnings").toString()).contains("another type");
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.hgetAll("p:1")).containsEntry("w", "a");
            assertThat(jedis.hgetAll("p:2")).containsEntry("w", "b");
            assertThat(jedis.get("p:3")).isEqualTo("of another application");
            jedis.del("p:3");
        }
        JsonNode again = mirror("--set", "data_format=hash");
        assertThat(rows(again, "unchanged")).isEqualTo(2);
        assertThat(rows(again, "written")).isEqualTo(1);
        mirror();
        assertThat(get("1")).contains("\"a\"");
    }

    @Test
    @Fault(value = "Records are in doubt", outcome = "`--full` writes every row again and keeps what is known")
    void everythingIsWrittenAgainOnDemand() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c");
        mirror();
        try (Jedis jedis = SERVER.client()) {
            jedis.set("p:1", "overwritten");
            jedis.del("p:2");
        }
        assertThat(rows(mirror("--full"), "written")).isEqualTo(3);
        assertThat(get("1")).contains("\"a\"");
        assertThat(get("2")).contains("\"b\"");
        assertThat(rows(mirror(), "unchanged")).isEqualTo(3);
    }

    @Test
    @Fault(
            value = "Others changed or deleted records",
            outcome = "a sample of the unchanged records notices it, and the report says so")
    void whatOthersChangedIsNoticedByTheSample() throws IOException, InterruptedException {
        source("1,a", "2,b", "3,c", "4,d");
        mirror();
        try (Jedis jedis = SERVER.client()) {
            jedis.del("p:2");
        }
        JsonNode one = mirror();
        assertThat(rows(one, "written")).isEqualTo(1);
        assertThat(one.path("warnings").toString()).contains("One of 4");
        try (Jedis jedis = SERVER.client()) {
            jedis.set("p:1", "overwritten");
            jedis.del("p:2");
        }
        JsonNode all = mirror();
        assertThat(rows(all, "written")).isEqualTo(4);
        assertThat(all.path("warnings").toString()).contains("2 of 4");
        assertThat(get("1")).contains("\"a\"");
        assertThat(get("2")).contains("\"b\"");
        try (Jedis jedis = SERVER.client()) {
            jedis.del("p:2");
        }
        assertThat(rows(mirror("--sample", "0"), "unchanged")).isEqualTo(4);
        assertThat(rows(mirror("--sample", "all"), "written")).isEqualTo(1);
    }

    @Test
    @Fault(
            value = "The source has far fewer rows",
            outcome = "exit 5, nothing is removed, the option that allows it is named")
    void aSourceThatShrinksStopsTheRunAndTheOptionThatAllowsItIsNamed() throws IOException, InterruptedException {
        source(IntStream.rangeClosed(1, 1_000).mapToObj(i -> i + ",x").toArray(String[]::new));
        mirror();
        source("1,x");
        Sluice.Ended ended = sync("p.csv", "--mode", "mirror");
        assertThat(ended.exit()).isEqualTo(5);
        JsonNode error = ended.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("TOO_MANY_REMOVALS");
        assertThat(error.path("message").asString()).contains("999 of 1000");
        assertThat(error.path("remedy").asString()).contains("--max-delete-percent 100");
        assertThat(records()).isEqualTo(1_000);
        JsonNode allowed = mirror("--max-delete-percent", "100");
        assertThat(allowed.path("removals").path("removed").asLong()).isEqualTo(999);
        assertThat(records()).isEqualTo(1);
    }

    private Sluice.Ended mirrorTo(Path from, String url, String file, String... more)
            throws IOException, InterruptedException {
        String[] all = Stream.concat(
                        Stream.of(
                                "sync",
                                file,
                                "--mode",
                                "mirror",
                                "--key",
                                "id",
                                "--set",
                                "key_prefix=p:",
                                "--to",
                                url,
                                "-o",
                                "json"),
                        Arrays.stream(more))
                .toArray(String[]::new);
        return new Sluice(from).run(Map.of(), all);
    }

    @Test
    @Fault(value = "Another file takes the name of a sync", outcome = "exit 5 with both ways out; nothing is removed")
    void aStateRefusesAnotherSourceAndNamesBothWaysOut() throws IOException, InterruptedException {
        Files.createDirectories(directory.resolve("eu"));
        Files.createDirectories(directory.resolve("us"));
        Files.writeString(directory.resolve("eu/users.csv"), "id,w\n1,eu\n2,eu\n");
        Files.writeString(directory.resolve("us/users.csv"), "id,w\n3,us\n");
        assertThat(mirrorTo(directory, SERVER.url(), "eu/users.csv").exit()).isZero();
        Sluice.Ended other = mirrorTo(directory, SERVER.url(), "us/users.csv");
        assertThat(other.exit()).as(other.err()).isEqualTo(5);
        JsonNode error = other.json().path("error");
        assertThat(error.path("code").asString()).isEqualTo("STATE_OTHER_SOURCE");
        Path source = directory.resolve("us/users.csv");
        assertThat(error.path("remedy").asString())
                .contains("--name")
                .contains("sluice state move users --source " + source);
        assertThat(records()).isEqualTo(2);

        assertThat(mirrorTo(directory, SERVER.url(), "us/users.csv", "--name", "us")
                        .exit())
                .isZero();
        assertThat(records()).isEqualTo(3);
        assertThat(new Sluice(directory)
                        .run(Map.of(), "state", "move", "users", "--source", source.toString())
                        .exit())
                .isZero();
        assertThat(mirrorTo(directory, SERVER.url(), "us/users.csv", "--max-delete-percent", "100")
                        .exit())
                .isZero();
        assertThat(records()).as("3 belongs to both").isEqualTo(1);
    }

    @Test
    @Fault(
            value = "The server has a new address",
            outcome = "exit 5; after `state move --target` nothing is written again")
    void theSameDataAtANewAddressAreRecognizedOnceTheStateIsTold() throws IOException, InterruptedException {
        source("1,x", "2,x");
        assertThat(mirrorTo(directory, SERVER.url(), "p.csv").exit()).isZero();
        String elsewhere = SERVER.url().replace("127.0.0.1", "localhost");
        Sluice.Ended refused = mirrorTo(directory, elsewhere, "p.csv");
        assertThat(refused.exit()).as(refused.err()).isEqualTo(5);
        assertThat(refused.json().path("error").path("remedy").asString())
                .contains("--full")
                .contains("sluice state move p --target ");
        Sluice.Ended moved = new Sluice(directory)
                .run(Map.of(), "state", "move", "p", "--target", elsewhere, "--set", "key_prefix=p:");
        assertThat(moved.exit()).as(moved.err()).isZero();
        JsonNode result = mirrorTo(directory, elsewhere, "p.csv").json().path("result");
        assertThat(rows(result, "unchanged")).isEqualTo(2);
        assertThat(result.path("warnings")).isEmpty();
    }

    @Test
    void anotherTargetIsFilledOnDemandAndTheFormerKeepsItsRecords() throws IOException, InterruptedException {
        source("1,x", "2,x");
        mirror();
        source("1,x");
        JsonNode full = mirror("--set", "database=1", "--full");
        assertThat(rows(full, "written")).isEqualTo(1);
        assertThat(full.path("warnings").toString()).contains("former");
        assertThat(records()).isEqualTo(2);
    }

    @Test
    @Fault(value = "The state is lost or lies elsewhere", outcome = "the report says so, and that earlier records stay")
    void aMirrorInAnotherDirectoryTellsThatTheStateIsNew() throws IOException, InterruptedException {
        source("1,x", "2,x");
        mirror();
        Path other = Files.createDirectory(directory.resolve("b"));
        source("1,x");
        Sluice.Ended ended = mirrorTo(other, SERVER.url(), "../p.csv");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.json().path("result").path("warnings").toString()).contains("the state is new");
        Path states = directory.resolve(".sluice");
        Sluice.Ended named = mirrorTo(other, SERVER.url(), "../p.csv", "--state-dir", states.toString());
        assertThat(named.exit()).as(named.err()).isZero();
        assertThat(records()).as("the state that knows 2 removes it").isEqualTo(1);
    }

    @Test
    void aStateIsBegunAnewOnDemand() throws IOException, InterruptedException {
        source("1,x", "2,x");
        mirror();
        JsonNode listed = new Sluice(directory)
                .run(Map.of(), "state", "-o", "json")
                .json()
                .path("result");
        assertThat(listed.path(0).path("records").path("known").asLong()).isEqualTo(2);
        Files.writeString(directory.resolve(".sluice/state/p/state.json"), "{");
        Sluice.Ended damaged = sync("p.csv", "--mode", "mirror");
        assertThat(damaged.exit()).as(damaged.err()).isEqualTo(3);
        assertThat(damaged.json().path("error").path("remedy").asString()).contains("sluice state reset");
        Sluice.Ended reset = new Sluice(directory).run(Map.of(), "state", "reset", "p");
        assertThat(reset.exit()).as(reset.err()).isZero();
        assertThat(reset.out()).contains("stay");
        source("1,x");
        assertThat(rows(mirror(), "written")).isEqualTo(1);
        assertThat(records()).isEqualTo(2);
    }

    @Test
    @Fault(
            value = "The directory of the state cannot be written to",
            outcome = "a plain run goes on with a warning; `--state-dir` names another")
    void aDirectoryThatCannotBeWrittenToIsNoHindranceToAPlainRun() throws IOException, InterruptedException {
        source("1,a", ",b");
        // A file where the directory would be: so it is for root, too.
        Path taken = Files.writeString(directory.resolve("taken"), "");
        Sluice.Ended ended = new Sluice(directory)
                .run(
                        Map.of("SLUICE_STATE_DIR", taken.toString()),
                        "sync",
                        "p.csv",
                        "--key",
                        "id",
                        "--to",
                        SERVER.url(),
                        "--set",
                        "key_prefix=p:",
                        "-o",
                        "json");
        assertThat(ended.exit()).as(ended.err()).isEqualTo(4);
        assertThat(ended.json().path("result").path("warnings").toString()).contains("went on without");
        assertThat(ended.json()
                        .path("result")
                        .path("errors")
                        .path(0)
                        .path("code")
                        .asString())
                .isEqualTo("KEY_EMPTY");
        assertThat(records()).isEqualTo(1);
        Sluice.Ended mirror = mirrorTo(directory, SERVER.url(), "p.csv", "--state-dir", taken.toString());
        assertThat(mirror.exit()).as(mirror.err()).isEqualTo(3);
        assertThat(mirror.json().path("error").path("remedy").asString()).contains("--state-dir");
    }

    @Test
    @Fault(
            value = "Two queries, or files of like names, are mirrored",
            outcome = "a query needs `--name`; different names are different syncs")
    void aMirrorOfAQueryNeedsANameAndFilesOfDifferentNamesAreDifferentSyncs() throws IOException, InterruptedException {
        source("1,a");
        Sluice.Ended query = sync("--sql", "FROM 'p.csv'", "--mode", "mirror");
        assertThat(query.exit()).isEqualTo(2);
        assertThat(query.json().path("error").path("code").asString()).isEqualTo("NAME_MISSING");
        assertThat(sync("--sql", "FROM 'p.csv'", "--mode", "mirror", "--name", "q")
                        .exit())
                .isZero();

        Files.writeString(directory.resolve("a b.csv"), "id,w\n1,x\n2,x\n");
        Files.writeString(directory.resolve("a_b.csv"), "id,w\n3,x\n");
        assertThat(sync("a b.csv", "--mode", "mirror").exit()).isZero();
        assertThat(sync("a_b.csv", "--mode", "mirror").exit()).isZero();
        assertThat(records()).isEqualTo(3);
    }
}
