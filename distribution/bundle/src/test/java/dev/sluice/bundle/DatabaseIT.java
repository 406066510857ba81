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
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The built command reads PostgreSQL, by the driver that it is packed with. */
@ExtendWith(SharedServer.class)
class DatabaseIT {
    private static final String MANY = "select i as id, repeat('x', 100) as v from generate_series(1, 100000000) i";

    private static Database database;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws IOException, SQLException {
        database = Database.shared();
    }

    @BeforeEach
    void files() throws IOException, SQLException {
        database.execute(
                "drop table if exists people",
                "create table people as select i as id, 'n' || i as name from generate_series(1, 200) i",
                "grant select on people to reader");
        database.password(Database.PASSWORD);
        Files.writeString(directory.resolve("password"), Database.PASSWORD + "\n");
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:TEST_URL}" } }
                sources:
                  shop:
                    jdbc: "%s"
                    user: reader
                    password: "${file:password}"
                    properties: { ApplicationName: sluice-test }
                syncs:
                  people:
                    from: { source: shop, query: "select id, name from people" }
                    to: { destination: cache, key_prefix: "p:" }
                    mode: mirror
                    key: id
                    guards: { max_delete_percent: 60 }
                """.formatted(database.url()));
    }

    private static Map<String, String> environment() {
        return Map.of("TEST_URL", SharedServer.get().url(), "TEST_PASSWORD", Database.PASSWORD);
    }

    private Sluice.Ended sluice(String... arguments) throws IOException, InterruptedException {
        return new Sluice(directory).run(environment(), arguments);
    }

    private static String[] mirror(String url, String user, String query, String... more) {
        List<String> arguments = new ArrayList<>(List.of("sync", "--jdbc", url, "--user", user));
        arguments.addAll(List.of("--password", "${env:TEST_PASSWORD}", "--query", query, "--mode", "mirror"));
        arguments.addAll(List.of("--name", "people", "--key", "id", "--to", "${env:TEST_URL}"));
        arguments.addAll(List.of("--set", "key_prefix=p:", "--max-delete-percent", "60"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** Every record with its value. */
    private static Map<String, String> records() {
        Map<String, String> records = new TreeMap<>();
        try (Jedis jedis = SharedServer.get().client()) {
            for (String key : jedis.keys("p:[0-9]*")) {
                records.put(key, jedis.get(key));
            }
        }
        return records;
    }

    @Test
    void aTableIsMirroredAndAFailureRemovesNothing() throws IOException, InterruptedException, SQLException {
        Sluice.Ended first = sluice(mirror(database.url(), "reader", "select id, name from people"));
        assertThat(first.exit()).as(first.err()).isZero();
        Map<String, String> written = records();
        assertThat(written).hasSize(200).containsEntry("p:7", "{\"id\":7,\"name\":\"n7\"}");

        Sluice.Ended wrong = sluice(mirror(database.url(), "reader", "select id, nam from people"));
        assertThat(wrong.exit()).as(wrong.err()).isEqualTo(2);
        assertThat(wrong.err()).contains("SOURCE_QUERY_FAILED").contains("line 1, column 12");

        Sluice.Ended nobody = sluice(mirror(database.url(), "nobody", "select id, name from people"));
        assertThat(nobody.exit()).as(nobody.err()).isEqualTo(3);
        assertThat(nobody.err()).contains("SOURCE_DATABASE_LOGIN");

        Sluice.Ended late = sluice(mirror(
                database.url(),
                "reader",
                "select id, name from people where id < 150 or 1 / (id - 200) < 0 or id = 200"));
        assertThat(late.exit()).as(late.err()).isEqualTo(3);
        assertThat(late.err()).contains("SOURCE_DATABASE_FAILED", "22012");

        Sluice.Ended keyless = sluice(mirror(database.url(), "reader", "select 1 as other"));
        assertThat(keyless.exit()).as(keyless.err()).isEqualTo(2);
        assertThat(keyless.err()).contains("KEY_FIELD_UNKNOWN");
        assertThat(records()).isEqualTo(written);

        database.execute("delete from people where id > 100");
        Sluice.Ended second = sluice(mirror(database.url(), "reader", "select id, name from people"));
        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(records()).hasSize(100).doesNotContainKey("p:101");
        String[] verify = mirror(database.url(), "reader", "select id, name from people", "--all");
        verify[0] = "verify";
        assertThat(sluice(verify).exit())
                .as("--all beside a query means its records")
                .isEqualTo(0);
    }

    /** Rows that look unchanged are not kept for a second pass, so a run that needs them asks the database once more. */
    @Test
    void rowsThatAreNeededAfterAllAreReadOnceMore() throws IOException, InterruptedException, SQLException {
        String[] mirror = mirror(database.url(), "reader", "select id, name from people", "--sample", "200");
        assertThat(sluice(mirror).exit()).isZero();
        Map<String, String> written = records();
        assertThat(written).hasSize(200);

        try (Jedis jedis = SharedServer.get().client()) {
            jedis.flushDB();
        }
        Sluice.Ended emptied = sluice(mirror);
        assertThat(emptied.exit()).as(emptied.err()).isZero();
        assertThat(emptied.out()).contains("read 200 = 200 written + 0 unchanged");
        assertThat(emptied.out() + emptied.err()).containsOnlyOnce("does not have");
        assertThat(records()).isEqualTo(written);

        try (Jedis jedis = SharedServer.get().client()) {
            jedis.del("p:7");
        }
        Sluice.Ended sampled = sluice(mirror);
        assertThat(sampled.exit()).as(sampled.err()).isZero();
        assertThat(sampled.out()).contains("read 200 = 1 written + 199 unchanged");
        assertThat(records()).isEqualTo(written);

        // What was the record's row so far comes second now.
        database.execute(
                "create table others as select * from (select 7 as id, 'other' as name union all select * from people) o",
                "drop table people",
                "alter table others rename to people",
                "grant select on people to reader");
        Sluice.Ended doubled = sluice(mirror);
        assertThat(doubled.exit()).as(doubled.out() + doubled.err()).isEqualTo(4);
        assertThat(doubled.out()).contains("read 201 = 1 written + 199 unchanged + 0 skipped + 1 rejected");
        assertThat(doubled.out() + doubled.err()).contains("Row 8 has the same key as row 1");
        written.put("p:7", "{\"id\":7,\"name\":\"other\"}");
        assertThat(records()).isEqualTo(written);
    }

    @Test
    void aServerThatStopsWhileItIsReadLeavesTheRecordsAsTheyAre()
            throws IOException, InterruptedException, SQLException {
        try (Database ending = Database.start(Database.PASSWORD)) {
            assertThat(sluice(mirror(
                                    ending.url(), "postgres", "select i as id, 'a' as v from generate_series(1, 50) i"))
                            .exit())
                    .isZero();
            Map<String, String> written = records();
            assertThat(written).hasSize(50);
            Sluice.Running running = new Sluice(directory).start(environment(), mirror(ending.url(), "postgres", MANY));
            await().atMost(Duration.ofSeconds(60)).until(() -> isRead(ending));
            ending.close();
            Sluice.Ended ended = running.await();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(3);
            assertThat(ended.err()).contains("SOURCE_CONNECTION_LOST", "removed nothing");
            assertThat(records()).isEqualTo(written);
        }
    }

    private static boolean isRead(Database server) throws SQLException {
        return server.text(
                        "select count(*) from pg_stat_activity where query like '%sluice_rows%' and pid <> pg_backend_pid()")
                .equals("1");
    }

    @Test
    void aRunWithALimitEndsBeforeTheQueryDoes() throws IOException, InterruptedException, SQLException {
        Sluice.Ended ended = sluice(
                "sync",
                "--jdbc",
                database.url(),
                "--user",
                "reader",
                "--password",
                "${env:TEST_PASSWORD}",
                "--query",
                MANY,
                "--limit",
                "3",
                "--key",
                "id",
                "--to",
                "${env:TEST_URL}",
                "--set",
                "key_prefix=p:");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(records().keySet()).containsExactly("p:1", "p:2", "p:3");
        await().atMost(Duration.ofSeconds(30)).until(() -> !isRead(database));
    }

    @Test
    void aDefinitionNamesTheDatabaseAndThePasswordMayChange() throws IOException, InterruptedException, SQLException {
        Sluice.Ended first = sluice("sync", "people");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(records()).hasSize(200);
        assertThat(sluice("config", "show", "people").out())
                .contains("source.password = ****", "from.query = select id, name from people")
                .contains("source.properties.ApplicationName = ****")
                .doesNotContain(Database.PASSWORD);
        database.password("canary-s3cret-other");
        database.execute("delete from people where id > 100");
        Sluice.Ended refused = sluice("sync", "people");
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).contains("SOURCE_DATABASE_LOGIN", "'reader'");
        Files.writeString(directory.resolve("password"), "canary-s3cret-other");
        Sluice.Ended second = sluice("sync", "people");
        assertThat(second.exit()).as(second.err()).isZero();
        assertThat(second.out()).contains("removed 100");
        assertThat(records()).hasSize(100);
    }

    @Test
    void aStateKnowsTheDatabaseByItsNameAndCanBeToldAnother() throws IOException, InterruptedException {
        assertThat(sluice("sync", "people").exit()).isZero();
        String[] byOptions = mirror(database.url(), "reader", "select id, name from people");
        Sluice.Ended other = sluice(byOptions);
        assertThat(other.exit()).isEqualTo(5);
        assertThat(other.err()).contains("STATE_OTHER_SOURCE", "the database shop", "the database " + database.url());
        assertThat(sluice("state", "move", "people", "--source", database.url() + "?ssl=false")
                        .exit())
                .isZero();
        assertThat(sluice(byOptions).out()).contains("200 unchanged");
        assertThat(sluice("state", "move", "people", "--source", "the database shop")
                        .exit())
                .isZero();
        assertThat(sluice("sync", "people").out()).contains("200 unchanged");
    }

    @Test
    void anOptionLiesOverTheDefinition() throws IOException, InterruptedException {
        Sluice.Ended ended = sluice("sync", "people", "--query", "select id, name from people where id < 4");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(records().keySet()).containsExactly("p:1", "p:2", "p:3");
        assertThat(sluice("sync", "people", "--spool", "never").err()).contains("SOURCE_READ_ONCE");
        Sluice.Ended slow =
                sluice("sync", "people", "--query", "select pg_sleep(60)::text as id", "--query-timeout", "1s");
        assertThat(slow.exit()).isEqualTo(3);
        assertThat(slow.err()).contains("SOURCE_QUERY_TIMEOUT");
        Files.writeString(directory.resolve("rows.csv"), "id\n9\n");
        Sluice.Ended replaced = sluice("sync", "people", "--sql", "from 'rows.csv'", "--mode", "upsert");
        assertThat(replaced.exit()).as(replaced.err()).isZero();
        assertThat(records()).containsKey("p:9");
    }

    @Test
    void validateTellsWhatIsWrongWithTheSourceAndTheDestinationAtOnce() throws IOException, InterruptedException {
        Path file = directory.resolve("sluice.yaml");
        assertThat(sluice("validate").exit()).isZero();
        Files.delete(directory.resolve("password"));
        Sluice.Ended unresolved = new Sluice(directory).run("validate");
        assertThat(unresolved.exit()).isEqualTo(2);
        assertThat(unresolved.err()).contains("TEST_URL", "The file password");
        assertThat(new Sluice(directory).run("sync", "people").err()).contains("TEST_URL", "The file password");
        Files.writeString(directory.resolve("password"), Database.PASSWORD);
        Files.writeString(file, Files.readString(file).replace("ApplicationName", "socketFactory"));
        assertThat(sluice("validate").err()).contains("SOURCE_DATABASE_SETTING", "'socketFactory' is not allowed");
        Files.writeString(file, Files.readString(file).replace("127.0.0.1", "reader:canary-s3cret@127.0.0.1"));
        assertThat(sluice("validate").err()).contains("SOURCE_DATABASE_SETTING", "has a user or a password");
    }

    @Test
    void aDriverThatIsNotPackedIsAskedForByItsCoordinates() throws IOException, InterruptedException {
        Sluice.Ended ended = sluice(
                "sync",
                "--jdbc",
                "jdbc:sqlite:a.db",
                "--query",
                "select 1 as id",
                "--key",
                "id",
                "--to",
                "${env:TEST_URL}");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err())
                .contains("SOURCE_DRIVER_MISSING", "org.xerial:sqlite-jdbc:3.54.1.0")
                .contains(Path.of("drivers", "sqlite").toString());
        assertThat(Set.of(directory.toFile().list())).doesNotContain("a.db");
    }

    @Test
    void halfADatabaseIsRefused() throws IOException, InterruptedException {
        assertThat(sluice("sync", "--jdbc", database.url(), "--key", "id").err())
                .contains("SOURCE_AMBIGUOUS", "without a query");
        assertThat(sluice("sync", "--query", "select 1", "--key", "id").err()).contains("SOURCE_AMBIGUOUS");
        assertThat(sluice("sync", "a.csv", "--user", "me", "--key", "id").err()).contains("SOURCE_AMBIGUOUS");
        assertThat(sluice("sync", "a.csv", "--jdbc", database.url(), "--query", "select 1", "--key", "id")
                        .err())
                .contains("SOURCE_AMBIGUOUS");
    }
}
