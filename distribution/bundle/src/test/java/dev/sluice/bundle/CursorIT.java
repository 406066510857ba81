package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** The built command reads only the rows of PostgreSQL that are new since the last run, and all where that is not enough. */
@ExtendWith(SharedServer.class)
class CursorIT {
    private static Database database;

    @TempDir
    Path directory;

    private Jedis jedis;

    @BeforeAll
    static void start() throws IOException, SQLException {
        database = Database.shared();
    }

    @BeforeEach
    void rows() throws IOException, SQLException {
        jedis = SharedServer.get().client();
        jedis.flushAll();
        database.execute(
                "drop table if exists t",
                "create table t (id int primary key, name text, at timestamptz)",
                "insert into t values (1, 'a', '2024-01-01'), (2, 'b', '2024-02-01'), (3, 'c', '2024-03-01'),"
                        + " (4, 'd', '2024-03-01'), (5, 'e', null)");
        define("at", "mode: upsert");
    }

    private void define(String cursor, String... more) throws IOException {
        defineQuery("select * from t", cursor, "", more);
    }

    private void defineQuery(String query, String cursor, String settings, String... more) throws IOException {
        Files.writeString(
                directory.resolve("sluice.yaml"),
                """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}", data_format: hash } }
                sources:
                  shop: { jdbc: "%s", user: postgres }
                syncs:
                  people:
                    from: { source: shop, query: "%s", cursor: %s }
                    to: { destination: cache, key_prefix: "p:"%s }
                    key: id
                    map: { at: null, "*": "*" }
                """.formatted(database.url(), query, cursor, settings)
                        + Stream.of(more).map(line -> "    " + line + "\n").collect(Collectors.joining()));
    }

    private static Map<String, String> environment() {
        return Map.of("TEST_URL", SharedServer.get().url());
    }

    private Sluice.Ended run(String... arguments) throws IOException, InterruptedException {
        return new Sluice(directory).run(environment(), arguments);
    }

    private JsonNode result(int exit, String... arguments) throws IOException, InterruptedException {
        Sluice.Ended ended =
                run(Stream.concat(Stream.of(arguments), Stream.of("-o", "json")).toArray(String[]::new));
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(exit);
        return ended.json().path("result");
    }

    private JsonNode sync(String... more) throws IOException, InterruptedException {
        return result(
                0, Stream.concat(Stream.of("sync", "people"), Stream.of(more)).toArray(String[]::new));
    }

    private static int read(JsonNode result) {
        return result.path("rows").path("read").asInt();
    }

    private static String warnings(JsonNode result) {
        List<String> warnings = new ArrayList<>();
        result.path("warnings").forEach(warning -> warnings.add(warning.asString()));
        return String.join("\n", warnings);
    }

    /** The names by key. */
    private Map<String, String> records() {
        Map<String, String> records = new TreeMap<>();
        for (String key : jedis.keys("p:[0-9]*")) {
            records.put(key.substring(2), jedis.hget(key, "name"));
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "changed"})
    void onlyNewRowsAreReadAndThoseWithoutAValue(String changes) throws Exception {
        define("at", "changes: " + changes);
        JsonNode first = sync();
        assertThat(read(first)).isEqualTo(5);
        assertThat(first.path("cursor").path("column").asString()).isEqualTo("at");
        assertThat(first.path("cursor").has("from")).isFalse();
        assertThat(jedis.hgetAll("p:1")).isEqualTo(Map.of("id", "1", "name", "a"));
        assertThat(run("state", "show", "people").out())
                .contains("cursor: at, read up to 2024-03-01T00:00:00Z by run ");

        JsonNode second = sync();
        assertThat(second.path("cursor").path("from").asString()).isEqualTo("2024-02-29T23:55:00Z");
        assertThat(read(second)).as("ties and the row without a value").isEqualTo(3);
        assertThat(second.path("rows").path("unchanged").asInt()).isEqualTo(changes.equals("all") ? 0 : 3);

        database.execute(
                "insert into t values (6, 'f', '2024-04-01')",
                "update t set name = 'new', at = '2024-04-02' where id = 1",
                "update t set name = 'unseen' where id = 2",
                "delete from t where id = 3");
        Sluice.Ended plan = run("plan", "people");
        assertThat(plan.out()).contains("rows from at 2024-02-29T23:55:00Z on").contains("read 4 =");
        JsonNode third = sync();
        assertThat(warnings(third)).isEmpty();
        assertThat(read(third)).isEqualTo(4);
        assertThat(records()).isEqualTo(Map.of("1", "new", "2", "b", "3", "c", "4", "d", "5", "e", "6", "f"));

        assertThat(read(sync("--full"))).isEqualTo(5);
        assertThat(records()).containsEntry("2", "unseen").containsEntry("3", "c");
        assertThat(read(sync())).as("from 2024-04-01T23:55 on").isEqualTo(2);
    }

    @Test
    void aRowThatIsCommittedLateIsReadWithinTheLookback() throws Exception {
        sync();
        database.execute("insert into t values (6, 'late', timestamptz '2024-03-01' - interval '4 min')");
        assertThat(records()).doesNotContainKey("6");
        sync();
        assertThat(records()).containsEntry("6", "late");
        database.execute("insert into t values (7, 'later', timestamptz '2024-03-01' - interval '6 min')");
        sync();
        assertThat(records()).doesNotContainKey("7");
        define("{ column: at, lookback: 10m }");
        sync();
        assertThat(records()).containsEntry("7", "later");
    }

    @Test
    void numbersNeedALookback() throws Exception {
        define("id");
        Sluice.Ended without = run("sync", "people");
        assertThat(without.exit()).isEqualTo(2);
        assertThat(without.err()).contains("CURSOR_INVALID", "--lookback 1000");
        define("{ column: id, lookback: 1 }");
        assertThat(read(sync())).isEqualTo(5);
        assertThat(read(sync())).isEqualTo(2);
        define("name");
        Sluice.Ended text = run("sync", "people");
        assertThat(text.exit()).isEqualTo(2);
        assertThat(text.err()).contains("CURSOR_INVALID", "of the type TEXT");
    }

    @Test
    void optionsDoWhatTheDefinitionDoes() throws Exception {
        List<String> sync = List.of(
                "sync",
                "--jdbc",
                database.url(),
                "--user",
                "postgres",
                "--query",
                "select * from t where ${cursor} is null or at >= ${cursor}",
                "--cursor",
                "at",
                "--lookback",
                "0",
                "--name",
                "others",
                "--key",
                "id",
                "--to",
                "${env:TEST_URL}",
                "--set",
                "key_prefix=o:");
        assertThat(read(result(0, sync.toArray(String[]::new)))).isEqualTo(5);
        JsonNode second = result(0, sync.toArray(String[]::new));
        assertThat(second.path("cursor").path("from").asString()).isEqualTo("2024-03-01T00:00:00Z");
        assertThat(read(second)).as("the query says what becomes of NULL").isEqualTo(2);
        Files.writeString(directory.resolve("a.csv"), "id\n1\n");
        assertThat(run("sync", "a.csv", "--key", "id", "--cursor", "id", "--to", "${env:TEST_URL}")
                        .exit())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "changed"})
    void aTargetThatWasEmptiedHasEveryRowWritten(String changes) throws Exception {
        define("at", "changes: " + changes);
        sync();
        jedis.flushAll();
        assertThat(run("plan", "people").out())
                .contains("The target does not have the marker")
                .contains("every row; the next run")
                .contains("read 5 =");
        JsonNode second = sync();
        assertThat(warnings(second)).contains("The target does not have the marker");
        assertThat(read(second)).isEqualTo(5);
        assertThat(records()).hasSize(5);
        assertThat(read(sync())).isEqualTo(3);
    }

    @Test
    void anotherHostThatWroteHasEveryRowWritten() throws Exception {
        sync();
        JsonNode elsewhere = sync("--state-dir", directory.resolve("elsewhere").toString());
        assertThat(warnings(elsewhere)).contains("the state is new");
        assertThat(read(elsewhere)).isEqualTo(5);
        jedis.hset("p:1", "name", "of the other host");
        JsonNode here = sync();
        assertThat(warnings(here)).contains("Another host wrote to the target");
        assertThat(read(here)).isEqualTo(5);
        assertThat(records()).containsEntry("1", "a");
        assertThat(read(sync())).isEqualTo(3);
    }

    @Test
    void aLostStateHasEveryRowWritten() throws Exception {
        sync();
        Files.delete(directory.resolve(".sluice/state/people/state.json"));
        jedis.del("p:1");
        JsonNode second = sync();
        assertThat(warnings(second)).contains("the state is new");
        assertThat(read(second)).isEqualTo(5);
        assertThat(records()).hasSize(5);
    }

    @Test
    void whatChangedInTheDefinitionHasEveryRowWritten() throws Exception {
        sync();
        defineQuery("select * from t where true", "at", "");
        JsonNode query = sync();
        assertThat(warnings(query)).contains("the query has changed: every row is read");
        assertThat(read(query)).isEqualTo(5);
        defineQuery("select * from t where true", "at", ", null_fields: omit");
        assertThat(warnings(sync())).contains("the way rows are stored has changed");
        database.execute("alter table t add moved timestamptz", "update t set moved = at");
        defineQuery("select * from t where true", "moved", ", null_fields: omit");
        assertThat(warnings(sync())).contains("The cursor was 'at' in the last run and is 'moved' now");
        database.execute("alter table t alter moved type date");
        JsonNode type = sync();
        assertThat(warnings(type)).contains("of another type");
        assertThat(read(type)).isEqualTo(5);
        database.execute("alter table t alter moved type int using 1");
        Sluice.Ended incomparable = run("sync", "people");
        assertThat(incomparable.exit()).isEqualTo(2);
        assertThat(incomparable.err()).contains("SOURCE_QUERY_FAILED", "--full");
    }

    @Test
    void aRejectedRowIsLeftToRetryAndIsNotReadAgain() throws Exception {
        jedis.set("p:2", "of another type");
        assertThat(read(result(4, "sync", "people"))).isEqualTo(5);
        assertThat(read(sync())).isEqualTo(3);
        jedis.del("p:2");
        assertThat(result(0, "retry", "people").path("rows").path("written").asInt())
                .isEqualTo(1);
        assertThat(records()).containsEntry("2", "b");
        define("at", "dead_letters: key");
        Sluice.Ended refused = run("sync", "people");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("DEFINITION_WRONG", "dead_letters: key", "^");
        define("at");
        assertThat(run("sync", "people", "--dead-letters", "none").err()).contains("CURSOR_INVALID");
    }

    @Test
    void aRunThatAGuardEndsLeavesTheCursorWhereItWas() throws Exception {
        sync();
        jedis.set("p:6", "of another type");
        database.execute("insert into t values (6, 'f', '2024-04-01'), (7, 'g', '2024-04-02')");
        result(5, "sync", "people", "--max-errors", "0");
        jedis.del("p:6");
        JsonNode next = sync();
        assertThat(next.path("cursor").path("from").asString()).isEqualTo("2024-02-29T23:55:00Z");
        assertThat(records()).containsEntry("6", "f").containsEntry("7", "g");
        assertThat(read(sync("--limit", "1"))).isEqualTo(1);
    }

    @Test
    void aMirrorCannotHaveACursor() throws Exception {
        define("at", "mode: mirror");
        Sluice.Ended validate = run("validate");
        assertThat(validate.exit()).isEqualTo(2);
        assertThat(validate.err()).contains("sluice.yaml:8", "does not show which rows are gone", "^");
        define("at");
        Sluice.Ended option = run("sync", "people", "--mode", "mirror");
        assertThat(option.exit()).isEqualTo(2);
        assertThat(option.err()).contains("CURSOR_INVALID", "does not show which rows are gone");
    }

    @Test
    void aRunThatIsKilledIsMadeGoodByTheNext() throws Exception {
        sync();
        database.execute("insert into t select i, 'n' || i, '2024-04-01' from generate_series(100, 2099) i");
        Sluice.Running running =
                new Sluice(directory).start(environment(), "sync", "people", "--max-rows-per-second", "500");
        await().atMost(Duration.ofSeconds(60)).until(() -> jedis.dbSize() > 300);
        running.process().destroyForcibly().waitFor();
        assertThat(jedis.dbSize()).isLessThan(2_000);
        JsonNode next = sync();
        assertThat(next.path("cursor").path("from").asString()).isEqualTo("2024-02-29T23:55:00Z");
        assertThat(read(next)).isEqualTo(2_003);
        assertThat(records()).hasSize(2_005);
        assertThat(warnings(next)).isEmpty();
    }

    @Test
    void rejectedRowsThatAKilledRunSetAsideAreReadAgain() throws Exception {
        jedis.set("p:2", "of another type");
        result(4, "sync", "people");
        database.execute("insert into t select i, 'n' || i, '2024-04-01' from generate_series(100, 2099) i");
        Sluice.Running running =
                new Sluice(directory).start(environment(), "sync", "people", "--max-rows-per-second", "500");
        await().atMost(Duration.ofSeconds(60)).until(() -> jedis.dbSize() > 300);
        running.process().destroyForcibly().waitFor();
        jedis.del("p:2");
        JsonNode next = sync();
        assertThat(warnings(next)).contains("An earlier run was cut off");
        assertThat(read(next)).isEqualTo(2_005);
        assertThat(records()).hasSize(2_005).containsEntry("2", "b");
    }

    @Test
    void aRejectedRowThatIsComparedStaysWithRetry() throws Exception {
        define("at", "changes: changed");
        jedis.set("p:2", "of another type");
        result(4, "sync", "people");
        assertThat(read(sync())).isEqualTo(3);
        jedis.del("p:2");
        assertThat(result(0, "retry", "people").path("rows").path("written").asInt())
                .isEqualTo(1);
        assertThat(records()).containsEntry("2", "b");
    }

    @Test
    void recordsThatExpireAreRenewedByReadingEveryRowInTime() throws Exception {
        defineQuery("select * from t", "at", ", ttl_seconds: 20");
        sync();
        assertThat(read(sync())).isEqualTo(3);
        assertThat(jedis.ttl("p:1")).isBetween(1L, 20L);
        await().atMost(Duration.ofSeconds(30)).until(() -> jedis.ttl("p:1") < 10);
        JsonNode renewing = sync();
        assertThat(warnings(renewing)).contains("Records expire");
        assertThat(read(renewing)).isEqualTo(5);
        assertThat(jedis.ttl("p:1")).isGreaterThan(10);
    }

    @Test
    void aTimeInTheFutureDoesNotHideRowsUntilThen() throws Exception {
        database.execute("insert into t values (6, 'f', now() + interval '1 d')");
        JsonNode first = sync();
        assertThat(warnings(first)).contains("A row is dated in the future by 'at'");
        database.execute("insert into t values (7, 'g', now())");
        assertThat(read(sync())).as("the future, the present and NULL").isEqualTo(3);
        assertThat(records()).hasSize(7);
    }

    @Test
    void recordsThatVerifyMissesAreWrittenByTheNextRun() throws Exception {
        sync();
        jedis.del("p:1");
        assertThat(result(6, "verify", "people", "--all")
                        .path("rows")
                        .path("missing")
                        .asInt())
                .isEqualTo(1);
        assertThat(read(sync())).isEqualTo(5);
        jedis.del("p:1");
        result(0, "verify", "people", "--all", "--repair");
        assertThat(read(sync())).isEqualTo(3);
        assertThat(records()).hasSize(5);
    }

    @Test
    void recordsThatASampleMissesAreWrittenWithAllOthers() throws Exception {
        define("at", "changes: changed");
        sync();
        jedis.del("p:1", "p:3", "p:4");
        JsonNode next = sync();
        assertThat(warnings(next)).contains("2 of 3 unchanged records");
        assertThat(read(next)).isEqualTo(5);
        assertThat(records()).hasSize(5);
        assertThat(read(sync())).isEqualTo(3);
    }

    @Test
    void aRunThatDoesNotCompareMakesTheStateUntrue() throws Exception {
        define("at", "changes: changed");
        sync();
        database.execute("update t set name = 'other' where id = 1");
        assertThat(read(sync("--changes", "all"))).isEqualTo(5);
        assertThat(records()).containsEntry("1", "other");
        database.execute("update t set name = 'a' where id = 1");
        JsonNode compared = sync();
        assertThat(warnings(compared)).contains("changes: all");
        assertThat(compared.path("rows").path("written").asInt()).isEqualTo(5);
        assertThat(records()).containsEntry("1", "a");
    }
}
