package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.report.SyncReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * What may happen to a target between two runs of a mirror and in the middle of one, each event on a real server through the engine: what
 * the next run writes again, what it removes, and what it says. An event is right only if afterwards the server has what the source has.
 */
class MarkerEventsIT {
    private static final int ROWS = 60;
    private static final String PREFIX = "e:";
    private static final String MARKER = PREFIX + "~sluice:";

    private static Server server;

    @TempDir
    Path directory;

    private Mirror mirror;
    private Map<Integer, String> rows;

    @BeforeAll
    static void startServer() throws IOException {
        // A user who may do all but ask which process it is.
        server = Server.durable("user u on >" + Server.PASSWORD + " ~* +@all -info");
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void begin() {
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
        }
        mirror = new Mirror(directory.resolve("host"), server.url(), PREFIX);
        rows = new TreeMap<>();
        for (int id = 0; id < ROWS; id++) {
            rows.put(id, "a");
        }
    }

    /** These rows have another value from now on. */
    private void change(int from, int to, String value) {
        for (int id = from; id < to; id++) {
            rows.put(id, value);
        }
    }

    private SyncReport complete() {
        return complete(mirror);
    }

    private SyncReport complete(Mirror by) {
        SyncReport report = by.run(rows);
        assertThat(report.ended()).as(report.failure().toString()).isEqualTo(SyncReport.Ended.COMPLETED);
        return report;
    }

    /** A run that writes so many rows again; then the server has what the source has. */
    private SyncReport writes(long written) {
        SyncReport report = complete();
        assertThat(report.rows().written()).as(report.warnings().toString()).isEqualTo(written);
        assertThat(records()).isEqualTo(expected());
        return report;
    }

    private Map<Integer, String> expected() {
        Map<Integer, String> expected = new TreeMap<>();
        rows.forEach((id, value) -> expected.put(id, "{\"id\":\"" + id + "\",\"value\":\"" + value + "\"}"));
        return expected;
    }

    private static Map<Integer, String> records() {
        Map<Integer, String> records = new TreeMap<>();
        try (Jedis jedis = server.client()) {
            for (String key : jedis.keys(PREFIX + "[0-9]*")) {
                records.put(Integer.valueOf(key.substring(PREFIX.length())), jedis.get(key));
            }
        }
        return records;
    }

    private static String marker() {
        try (Jedis jedis = server.client()) {
            return jedis.keys(MARKER + "*").iterator().next();
        }
    }

    private static void flush() {
        try (Jedis jedis = server.client()) {
            jedis.flushAll();
        }
    }

    private static Path copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The host is killed at this moment: what it does afterwards reaches neither its state nor the server. */
    private void killHost() {
        mirror = mirror.at(copy(mirror.place(), directory.resolve("killed")));
        server.kill();
    }

    @Test
    @Fault(
            value = "Nothing, or the server is killed after a run and comes back with its data",
            outcome = "nothing is written again")
    void nothingIsWrittenAgainWhereNothingWasLost() {
        complete();
        assertThat(writes(0).warnings()).isEmpty();
        server.restart();
        assertThat(writes(0).warnings()).isEmpty();
    }

    @Test
    @Fault(value = "A replica that is up to date takes over between two runs", outcome = "nothing is written again")
    void aFailoverThatLosesNothingIsNone() throws IOException {
        complete();
        try (Server replica = server.replica()) {
            replica.cutOff();
            replica.takeOver(server);
        }
        assertThat(writes(0).warnings()).isEmpty();
    }

    @Test
    @Fault(
            value =
                    "The database is swapped for another (SWAPDB), or emptied, or the server restarts empty between two runs",
            outcome = "every row is written again; what the source no longer has is left alone, and the report says so")
    void aDatabaseThatWasSwappedIsEmpty() {
        complete();
        try (Jedis jedis = server.client()) {
            jedis.swapDB(0, 7);
        }
        assertThat(writes(ROWS).warnings()).anyMatch(warning -> warning.contains("emptied or is another one"));
        flush();
        writes(ROWS);
        server.restartEmpty();
        writes(ROWS);
        writes(0);
    }

    @Test
    @Fault(
            value = "The server is emptied in the middle of a run, and no connection breaks",
            outcome = "the run says TARGET_REPLACED and does not count as complete; the next writes every row")
    void whatIsLostInMidRunIsNotTrusted() {
        complete();
        change(0, ROWS, "b");
        SyncReport report = mirror.run(rows, MarkerEventsIT::flush);
        assertThat(report.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("TARGET_REPLACED"));
        writes(ROWS);
        writes(0);
    }

    @Test
    @Fault(
            value = "The server is emptied, a run opens, and its host is killed",
            outcome = "the verdict was durable before the first writer: the next run trusts nothing")
    void aVerdictOutlivesTheHostThatGaveIt() {
        complete();
        flush();
        change(0, ROWS / 2, "b");
        mirror.with("retry_budget_seconds", 0L).run(rows, this::killHost);
        server.restart();
        // Whatever the killed run has written is written once more, or not: the rest is not there and not trusted.
        SyncReport report = complete();
        assertThat(report.rows().unchanged()).isLessThan(ROWS / 2);
        assertThat(records()).isEqualTo(expected());
        writes(0);
    }

    @Test
    @Fault(
            value = "The server restarts empty in the middle of a run",
            outcome = "the run does not count as complete; the next writes every row")
    void aServerThatRestartsEmptyInMidRunIsAnotherTarget() {
        complete();
        change(0, ROWS, "b");
        SyncReport report = mirror.run(rows, () -> server.restartEmpty());
        assertThat(report.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isIn("TARGET_REPLACED", "RUN_UNCERTAIN"));
        writes(ROWS);
        writes(0);
    }

    @Test
    @Fault(
            value = "A replica that was cut off takes over between two runs",
            outcome = "what was written after it was cut off is written again, and nothing else")
    void ofALaggingReplicaOnlyWhatItLacksIsWritten() throws IOException {
        complete();
        try (Server replica = server.replica()) {
            replica.cutOff();
            change(0, 7, "b");
            rows.remove(50);
            complete();
            replica.takeOver(server);
        }
        assertThat(records()).hasSize(ROWS).containsEntry(50, "{\"id\":\"50\",\"value\":\"a\"}");
        assertThat(writes(7).removals().removed()).isEqualTo(1);
        writes(0);
    }

    @Test
    @Fault(
            value = "A replica that was cut off takes over in the middle of a run, and the user may not ask for INFO",
            outcome = "the run is uncertain and does not count as complete; its rows are written again")
    void aFailoverThatNobodyCanProveLeavesTheRunUncertain() throws IOException {
        complete();
        Mirror unprivileged = mirror.with("connection_url", server.url().replace("://:", "://u:"));
        change(0, ROWS, "b");
        try (Server replica = server.replica("user u on >" + Server.PASSWORD + " ~* +@all -info")) {
            replica.cutOff();
            SyncReport report = unprivileged.run(rows, () -> replica.takeOver(server));
            assertThat(report.failure())
                    .hasValueSatisfying(failure ->
                            assertThat(failure.code()).isIn("TARGET_REPLACED", "RUN_UNCERTAIN", "CONNECTION_LOST"));
        }
        complete();
        assertThat(records()).isEqualTo(expected());
        writes(0);
    }

    @Test
    @Fault(
            value = "A replica that was cut off some runs ago takes over in the middle of a run",
            outcome =
                    "the run does not count as complete; the next writes every row, and removes again what was removed since")
    void removalsThatALaggingReplicaBringsBackInMidRunAreDoneAgain() throws IOException {
        complete();
        try (Server replica = server.replica()) {
            replica.cutOff();
            rows.remove(50);
            assertThat(complete().removals().removed()).isEqualTo(1);
            change(0, 50, "b");
            change(51, ROWS, "b");
            SyncReport report = mirror.run(rows, () -> replica.takeOver(server));
            assertThat(report.failure())
                    .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("TARGET_REPLACED"));
        }
        assertThat(records()).containsKey(50);
        assertThat(writes(ROWS - 1).removals().removed()).isEqualTo(1);
        writes(0);
    }

    @Test
    @Fault(
            value = "A power cut loses the end of a run, its marker with it",
            outcome = "what the run wrote is written again")
    void halfOfARunThatWasLostIsWrittenAgain() {
        complete();
        change(10, ROWS, "b");
        List<Path> half = new ArrayList<>();
        SyncReport report = mirror.run(rows, () -> half.add(server.files()));
        assertThat(report.ended()).isEqualTo(SyncReport.Ended.COMPLETED);
        server.restart(half.get(0));
        writes(ROWS - 10);
        writes(0);
    }

    @Test
    @Fault(value = "A power cut loses two runs that had nothing to write", outcome = "nothing is written again")
    void runsWithoutChangesMayBeLost() {
        complete();
        Path files = server.files();
        writes(0);
        writes(0);
        server.restart(files);
        assertThat(writes(0).warnings()).isEmpty();
    }

    @Test
    @Fault(value = "A power cut loses removals", outcome = "the records are removed again; none is orphaned")
    void removalsThatWereLostAreDoneAgain() {
        complete();
        Path files = server.files();
        for (int id = 0; id < 10; id++) {
            rows.remove(id);
        }
        assertThat(complete().removals().removed()).isEqualTo(10);
        writes(0);
        server.restart(files);
        assertThat(records()).hasSize(ROWS);
        assertThat(writes(0).removals().removed()).isEqualTo(10);
        assertThat(writes(0).removals().planned()).isZero();
    }

    @Test
    @Fault(
            value = "An older copy of the server is restored, several runs old",
            outcome = "what later runs wrote is written again, what they removed is removed again, and nothing else")
    void anOlderCopyIsBroughtUpToDate() {
        complete();
        change(0, 5, "b");
        complete();
        Path files = server.files();
        change(10, 15, "c");
        complete();
        rows.remove(20);
        rows.put(100, "new");
        complete();
        server.restart(files);
        assertThat(writes(6).removals().removed()).isEqualTo(1);
        writes(0);
    }

    @Test
    @Fault(
            value = "An older copy is restored in which records have another data format",
            outcome = "records that came after it are removed and written in the format of now")
    void anOlderCopyOfAnotherFormatIsBroughtUpToDate() {
        complete();
        Path files = server.files();
        Mirror hashes = mirror.with("data_format", "hash");
        assertThat(complete(hashes).rows().written()).isEqualTo(ROWS);
        server.restart(files);
        SyncReport report = complete(hashes);
        assertThat(report.rows().written()).isEqualTo(ROWS);
        try (Jedis jedis = server.client()) {
            assertThat(rows.keySet())
                    .allSatisfy(
                            id -> assertThat(jedis.hget(PREFIX + id, "value")).isEqualTo("a"));
        }
        assertThat(complete(hashes).rows().unchanged()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"string", "hash"})
    @Fault(
            value = "The expiry is taken out of the settings of a mirror",
            outcome = "every record is written again and lasts; nothing is called unchanged that would vanish")
    void withoutAnExpiryRecordsLast(String format) {
        Mirror lasting = mirror.with("data_format", format);
        complete(lasting.with("ttl_seconds", 100L));
        assertThat(complete(lasting).rows().written()).isEqualTo(ROWS);
        try (Jedis jedis = server.client()) {
            assertThat(rows.keySet())
                    .allSatisfy(id -> assertThat(jedis.ttl(PREFIX + id)).isEqualTo(-1));
        }
        assertThat(complete(lasting).rows().unchanged()).isEqualTo(ROWS);
    }

    @Test
    @Fault(
            value = "Only the marker is deleted",
            outcome = "every row is written again, nothing is removed, and the report says so")
    void withoutItsMarkerATargetIsAnother() {
        complete();
        rows.remove(3);
        try (Jedis jedis = server.client()) {
            jedis.del(marker());
        }
        SyncReport report = complete();
        assertThat(report.rows().written()).isEqualTo(ROWS - 1);
        assertThat(report.removals().planned()).isZero();
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("does not have the marker"));
        assertThat(records()).containsKey(3);
        assertThat(complete(mirror.removingForgotten()).removals().removed()).isEqualTo(1);
        writes(0);
    }

    @Test
    @Fault(
            value = "Records are deleted and the marker is not",
            outcome = "the sample of unchanged records notices it: every row is written again")
    void recordsThatOthersDeletedAreMissedByTheSample() {
        complete();
        try (Jedis jedis = server.client()) {
            for (int id = 0; id < ROWS; id += 2) {
                jedis.del(PREFIX + id);
            }
        }
        assertThat(writes(ROWS).warnings()).anyMatch(warning -> warning.contains("of 60 unchanged records"));
        writes(0);
    }

    @Test
    @Fault(
            value = "The state of the host is restored from a backup",
            outcome = "every row is written again, and the report says so; what came and went since the backup stays")
    void aStateFromABackupKnowsThatTheTargetIsAhead() {
        complete();
        Path backup = copy(mirror.place(), directory.resolve("backup"));
        rows.put(100, "came and went");
        complete();
        rows.remove(100);
        change(0, 5, "b");
        mirror = mirror.at(backup);
        SyncReport report = complete();
        assertThat(report.rows().written()).isEqualTo(ROWS);
        assertThat(report.warnings()).anyMatch(warning -> warning.contains("Another host wrote"));
        Map<Integer, String> more = records();
        assertThat(more.remove(100)).as("nobody knows it any more").isNotNull();
        assertThat(more).isEqualTo(expected());
        assertThat(complete().rows().written()).isZero();
    }

    @Test
    @Fault(
            value = "Two hosts run one sync in turn, each with a state of its own",
            outcome = "each writes every row and names the run of the other")
    void twoHostsInTurnNameEachOther() {
        Mirror other = mirror.at(directory.resolve("other"));
        complete();
        assertThat(complete(other).warnings()).anyMatch(warning -> warning.contains("the state is new"));
        for (Mirror host : new Mirror[] {mirror, other}) {
            SyncReport report = complete(host);
            assertThat(report.rows().written()).isEqualTo(ROWS);
            assertThat(report.warnings()).anyMatch(warning -> warning.contains("Another host wrote"));
        }
        assertThat(records()).isEqualTo(expected());
    }

    @Test
    @Fault(
            value = "Two hosts run one sync at the same time",
            outcome = "neither run counts as complete (TARGET_REPLACED); the next trusts nothing")
    void twoHostsAtOnceContestTheTarget() {
        complete();
        Mirror other = mirror.at(directory.resolve("other"));
        change(0, ROWS, "b");
        Map<Integer, String> theirs = new TreeMap<>(rows);
        theirs.put(ROWS - 1, "of the other host");
        SyncReport report = mirror.run(
                rows,
                () -> assertThat(other.run(theirs).ended())
                        .as("it sees a run that has not ended, and takes it for a killed one")
                        .isEqualTo(SyncReport.Ended.COMPLETED));
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("TARGET_REPLACED");
            assertThat(failure.message()).contains("Another run");
        });
        SyncReport next = writes(ROWS);
        assertThat(next.warnings())
                .anyMatch(warning -> warning.contains("Another run wrote to the target at the same time"));
        writes(0);
    }

    @Test
    @Fault(
            value = "The key of the marker holds a hash of another application",
            outcome = "it stays as it is; the state is trusted, and the report warns")
    void aMarkerKeyThatIsTakenIsLeftAlone() {
        complete();
        String marker = marker();
        try (Jedis jedis = server.client()) {
            jedis.del(marker);
            jedis.hset(marker, "theirs", "1");
        }
        change(0, 3, "b");
        assertThat(writes(3).warnings()).anyMatch(warning -> warning.contains("marker"));
        try (Jedis jedis = server.client()) {
            assertThat(jedis.hgetAll(marker)).isEqualTo(Map.of("theirs", "1"));
        }
    }

    @Test
    @Fault(
            value = "The server evicts records, and the marker stays",
            outcome =
                    "a run during which keys are evicted says how many; what the sample or the marker misses is written again")
    void evictionIsToldAndWhatIsMissedIsWrittenAgain() throws IOException {
        try (Server full = Server.start("maxmemory-policy allkeys-lru");
                Jedis jedis = full.client()) {
            Mirror evicted = new Mirror(directory.resolve("full"), full.url(), PREFIX);
            change(0, ROWS, "a".repeat(20_000));
            complete(evicted);
            change(0, ROWS, "b".repeat(20_000));
            SyncReport report = evicted.run(rows, () -> {
                long used = Long.parseLong(jedis.info("memory").replaceAll("(?s).*used_memory:([0-9]+).*", "$1"));
                jedis.configSet("maxmemory", Long.toString(used - 300_000));
                jedis.set("of another application", "x".repeat(1_000));
            });
            assertThat(report.warnings().toString())
                    .as(report.failure().toString())
                    .contains("Redis evicted");
            jedis.configSet("maxmemory", "0");
            SyncReport next = evicted.sampling(Long.MAX_VALUE).run(rows);
            assertThat(next.ended()).isEqualTo(SyncReport.Ended.COMPLETED);
            assertThat(next.rows().written()).isPositive();
            assertThat(jedis.keys(PREFIX + "[0-9]*")).hasSize(ROWS);
        }
    }
}
