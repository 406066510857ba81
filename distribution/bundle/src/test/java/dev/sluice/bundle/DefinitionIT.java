package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Syncs that {@code sluice.yaml} defines, by the built command. */
@ExtendWith(SharedServer.class)
class DefinitionIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(directory.resolve("users.csv"), "id,name,note\n1,Ann,x\n2,Bo,y\n");
        Files.writeString(directory.resolve("plans.csv"), "id,plan\n7,pro\n");
        Files.writeString(directory.resolve("url"), SERVER.url() + "\n");
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${file:url}", data_format: hash }
                syncs:
                  users:
                    from: { file: users.csv }
                    to: { destination: cache, key_prefix: "u:" }
                    mode: mirror
                    key: id
                    map: { name: full_name, note: null, "*": "*" }
                    guards: { max_delete_percent: 60 }
                  plans:
                    from: { file: plans.csv }
                    to: { destination: cache, key_prefix: "p:", data_format: string }
                    key: [id]
                """);
    }

    private Sluice.Ended sluice(String... arguments) throws IOException, InterruptedException {
        return new Sluice(directory).run(arguments);
    }

    private static Set<String> keys(String pattern) {
        try (Jedis jedis = SERVER.client()) {
            return jedis.keys(pattern);
        }
    }

    @Test
    void allSyncsRunAsTheFileSays() throws IOException, InterruptedException {
        Sluice.Ended ended = sluice("sync", "--all");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("users: mirror from users.csv", "plans: upsert from plans.csv");
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.hgetAll("u:1")).isEqualTo(Map.of("id", "1", "full_name", "Ann"));
            assertThat(jedis.get("p:7")).contains("\"plan\":\"pro\"");
        }
        assertThat(sluice("sync", "users").out()).contains("0 written + 2 unchanged");
        Files.writeString(directory.resolve("users.csv"), "id,name,note\n2,Bo,y\n");
        assertThat(sluice("sync", "users").out()).contains("removed 1");
        assertThat(keys("u:[0-9]*")).containsExactly("u:2");
    }

    @Test
    void aRunByOptionsIsTheSameSyncAsThatOfTheFile() throws IOException, InterruptedException {
        assertThat(sluice("sync", "users").exit()).isZero();
        Sluice.Ended options = new Sluice(directory)
                .run(
                        Map.of("U", SERVER.url()),
                        "sync",
                        "./users.csv",
                        "--name",
                        "users",
                        "--mode",
                        "mirror",
                        "--key",
                        "id",
                        "--map",
                        "name=full_name",
                        "--map",
                        "note=",
                        "--map",
                        "*",
                        "--to",
                        "${env:U}",
                        "--set",
                        "key_prefix=u:",
                        "--set",
                        "data_format=hash");
        assertThat(options.out()).as(options.err()).contains("0 written + 2 unchanged");
    }

    @Test
    void anOptionLiesOverTheEnvironmentAndThatOverTheFile() throws IOException, InterruptedException {
        assertThat(sluice("sync", "users").exit()).isZero();
        Files.writeString(directory.resolve("users.csv"), "id,name,note\n2,Bo,y\n");
        Map<String, String> strict = Map.of("SLUICE_MAX_DELETES", "0");
        Sluice.Ended guarded = new Sluice(directory).run(strict, "sync", "users");
        assertThat(guarded.exit()).isEqualTo(5);
        assertThat(new Sluice(directory).run(strict, "config", "show", "users").out())
                .contains("guards.max_deletes = 0  (SLUICE_MAX_DELETES)", "mode = mirror  (sluice.yaml:10:11)")
                .contains("to.connection_url = ****")
                .doesNotContain(SERVER.url());
        assertThat(new Sluice(directory)
                        .run(strict, "sync", "users", "--max-deletes", "1")
                        .exit())
                .isZero();
    }

    @Test
    void theWorstOfSeveralRunsCountsAndTheOthersRun() throws IOException, InterruptedException {
        Files.delete(directory.resolve("users.csv"));
        Sluice.Ended ended = sluice("sync", "--all", "-o", "json");
        assertThat(ended.exit()).isEqualTo(3);
        JsonNode runs = ended.json().get("result");
        assertThat(runs.get(0).get("error").get("code").asString()).isEqualTo("SOURCE_MISSING");
        assertThat(runs.get(1).get("exit").asInt()).isZero();
        assertThat(keys("p:[0-9]*")).containsExactly("p:7");
    }

    @Test
    void aCheckOfASyncTriesItsSourceItsMappingAndItsDestination() throws IOException, InterruptedException {
        Set<String> before = keys("u:*");
        Sluice.Ended works = sluice("check", "users");
        assertThat(works.exit()).as(works.err()).isZero();
        assertThat(works.out())
                .contains("✓ source: ", "✓ mapping: ", "✓ first row: ", "full_name TEXT, id TEXT", "The sync can run.")
                .doesNotContain("Ann", "note TEXT,");
        assertThat(keys("u:*")).as("it writes no row").isEqualTo(before);

        Files.writeString(directory.resolve("users.csv"), "number,name,note\n1,Ann,x\n");
        Sluice.Ended keyless = sluice("check", "users");
        assertThat(keyless.exit()).isEqualTo(2);
        assertThat(keyless.out()).contains("✗ mapping: ", "'id'").doesNotContain("first row");
        Files.delete(directory.resolve("users.csv"));
        Sluice.Ended fileless = sluice("check", "users");
        assertThat(fileless.exit()).isEqualTo(3);
        assertThat(fileless.out())
                .contains("✗ source: ")
                .as("the destination is tried too")
                .contains("✓ connect");
        assertThat(sluice("check", "usres").err()).contains("Did you mean 'users'?");
    }

    @Test
    void guardsOfRejectedRowsAndThePaceAreOfTheFileToo() throws IOException, InterruptedException {
        StringBuilder rows = new StringBuilder("id,name\n");
        for (int i = 0; i < 300; i++) {
            rows.append(i).append(",x\n");
        }
        Files.writeString(directory.resolve("many.csv"), rows + "300,\"x\ny\" z\n");
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${file:url}" }
                syncs:
                  many:
                    from: { file: many.csv }
                    to: { destination: cache, key_prefix: "m:" }
                    key: id
                    max_rows_per_second: 200
                    guards: { on_row_error: stop }
                """);
        long begun = System.nanoTime();
        Sluice.Ended stopped = sluice("sync", "many");
        assertThat(System.nanoTime() - begun).as("301 rows at 200 a second").isGreaterThan(1_300_000_000L);
        assertThat(stopped.exit()).as(stopped.out() + stopped.err()).isEqualTo(5);
        assertThat(stopped.err()).contains("TOO_MANY_ERRORS", "A row was rejected, and 0 may be", "--max-errors");
        assertThat(sluice("plan", "many").out()).contains("TOO_MANY_ERRORS");
        assertThat(sluice("sync", "many", "--max-errors", "1").exit()).isEqualTo(4);
        assertThat(sluice("sync", "many", "--on-row-error", "continue", "--max-error-percent", "0")
                        .exit())
                .isEqualTo(5);
        Sluice.Ended both = sluice("sync", "many", "--on-row-error", "stop", "--max-errors", "3");
        assertThat(both.exit()).isEqualTo(2);
        assertThat(both.err()).contains("Leave one of the two out");
    }

    @Test
    void severalSyncsRunAtOnceAndAFailureOfOneStopsNone() throws IOException, InterruptedException {
        StringBuilder definition = new StringBuilder("""
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${file:url}" }
                syncs:
                """);
        for (int i = 0; i < 4; i++) {
            StringBuilder rows = new StringBuilder("id,name\n");
            for (int row = 0; row < 100; row++) {
                rows.append(row).append(",n").append(i).append('\n');
            }
            Files.writeString(directory.resolve("job" + i + ".csv"), rows);
            definition.append("""
                      job%1$d:
                        from: { file: job%1$d.csv }
                        to: { destination: cache, key_prefix: "job%1$d:" }
                        key: id
                        max_rows_per_second: 50
                    """.formatted(i).indent(2));
        }
        Files.delete(directory.resolve("job2.csv"));
        Files.writeString(directory.resolve("sluice.yaml"), definition);
        Sluice.Ended ended = sluice("sync", "--all", "--jobs", "3", "-o", "json");
        assertThat(ended.exit()).as(ended.out() + ended.err()).isEqualTo(3);
        JsonNode result = JsonMapper.shared().readTree(ended.out()).get("result");
        assertThat(result.valueStream().map(sync -> sync.get("sync").asString()))
                .as("in the order of their names")
                .containsExactly("job0", "job1", "job2", "job3");
        List<Instant> starts = new ArrayList<>();
        for (int i : List.of(0, 1, 3)) {
            assertThat(result.get(i).get("exit").asInt()).isZero();
            starts.add(Instant.parse(result.get(i).get("result").get("started").asString()));
            assertThat(keys("job" + i + ":*")).hasSize(100);
        }
        assertThat(result.get(2).get("error").get("code").asString()).isEqualTo("SOURCE_MISSING");
        long first = result.get(0).get("result").get("durationMs").asLong();
        assertThat(starts.get(1))
                .as("begins while the first runs")
                .isBefore(starts.get(0).plusMillis(first));
        assertThat(sluice("sync", "--all", "--jobs", "0").err()).contains("Give a number from 1 on");
    }

    @Test
    void aColumnThatIsGoneIsRefusedWhereItIsNamedAndOneThatIsNewIsSaid() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache:
                    plugin: redis
                    config: { connection_url: "${file:url}", data_format: hash }
                syncs:
                  people:
                    from: { file: people.csv }
                    to: { destination: cache, key_prefix: "c:" }
                    key: id
                    map: { name: full_name, "*": "*" }
                """);
        Path file = directory.resolve("people.csv");
        Files.writeString(file, "id,name,plan\n7,Ada,pro\n");
        Sluice.Ended first = sluice("sync", "people");
        assertThat(first.exit()).as(first.out() + first.err()).isZero();
        assertThat(first.out() + first.err()).doesNotContain("column");

        Files.writeString(file, "id,label,plan\n7,Lovelace,free\n");
        for (String command : List.of("sync", "plan")) {
            Sluice.Ended gone = sluice(command, "people");
            assertThat(gone.exit()).as(gone.out() + gone.err()).isEqualTo(5);
            assertThat(gone.err()).contains("COLUMN_MISSING", "'name'", "--on-missing-column warn");
        }
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.hget("c:7", "plan")).as("nothing is written").isEqualTo("pro");
        }
        Sluice.Ended warned = sluice("sync", "people", "--on-missing-column", "warn");
        assertThat(warned.exit()).as(warned.out() + warned.err()).isZero();
        assertThat(warned.out() + warned.err())
                .contains("no longer has the column 'name'")
                .contains("a new column 'label'; it is written");
        Files.writeString(file, "id,label,plan,age\n7,Lovelace,free,36\n");
        Sluice.Ended refused = sluice("sync", "people", "--on-missing-column", "warn", "--on-new-column", "refuse");
        assertThat(refused.exit()).isEqualTo(5);
        assertThat(refused.err()).contains("COLUMN_NEW", "'age'", "--on-new-column warn");

        Files.writeString(file, "id,label\n7,Lovelace\n");
        Sluice.Ended unnamed = sluice("sync", "people", "--map", "*");
        assertThat(unnamed.exit()).as(unnamed.out() + unnamed.err()).isZero();
        assertThat(unnamed.out() + unnamed.err()).contains("no longer has the column 'plan'");
    }

    @Test
    void anUpsertSendsOnlyWhatChangedByChoiceAndLooksAtItsTargetAsAMirrorDoes()
            throws IOException, InterruptedException {
        String[] changed = {"sync", "plans", "--changes", "changed", "--sample", "all"};
        assertThat(sluice(changed).out()).contains("1 written + 0 unchanged");
        assertThat(sluice(changed).out()).contains("0 written + 1 unchanged");
        Files.writeString(directory.resolve("plans.csv"), "id,plan\n8,pro\n");
        assertThat(sluice(changed).out()).contains("1 written + 0 unchanged");
        assertThat(keys("p:[0-9]*")).as("nothing is removed").contains("p:7", "p:8");
        try (Jedis jedis = SERVER.client()) {
            jedis.del("p:8");
        }
        assertThat(sluice(changed).out()).contains("1 written + 0 unchanged");
        assertThat(keys("p:[0-9]*")).contains("p:8");
        assertThat(sluice("plan", "plans", "--changes", "changed").out()).contains("1 unchanged");
        Sluice.Ended refused = sluice("sync", "users", "--changes", "all");
        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("--full");
    }

    @Test
    void theFileMayLieElsewhereAndItsPathsAreRelativeToIt() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Sluice.Ended ended = new Sluice(elsewhere)
                .run(
                        "sync",
                        "users",
                        "--config",
                        directory.resolve("sluice.yaml").toString());
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(directory.resolve(".sluice/state/users/state.json")).exists();
        assertThat(elsewhere.resolve(".sluice")).doesNotExist();
        Sluice.Ended again = new Sluice(elsewhere)
                .run(Map.of("SLUICE_CONFIG", directory.resolve("sluice.yaml").toString()), "sync", "users");
        assertThat(again.out()).contains("2 unchanged");
    }

    @Test
    void filesInAQueryAreThoseBesideTheDefinitionWhereverItIsRun() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("people.csv"), "id,name\n7,Ada\n");
        Path file = Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${file:url}" } }
                syncs:
                  people:
                    from: { sql: "from 'people.csv'" }
                    to: { destination: cache, key_prefix: "q:" }
                    mode: mirror
                    key: id
                """);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        assertThat(sluice("sync", "people").out()).contains("added 1");
        Sluice.Ended other = new Sluice(elsewhere).run("sync", "people", "--config", file.toString());
        assertThat(other.exit()).as(other.err()).isZero();
        assertThat(other.out()).contains("1 unchanged");
        Files.writeString(elsewhere.resolve("people.csv"), "id,name\n7,Eve\n");
        Sluice.Ended ambiguous = new Sluice(elsewhere).run("sync", "people", "--config", file.toString());
        assertThat(ambiguous.exit()).as(ambiguous.out()).isEqualTo(2);
        assertThat(ambiguous.err()).contains("SOURCE_QUERY_FAILED", "'people.csv'", directory.toString());
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.get("q:7")).contains("Ada");
        }
    }

    @Test
    void whatIsWrongOfTheValuesIsToldWithItsPlaceToo() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "${env:NONE}", password: "${file:none}" } }
                sources:
                  shop: { jdbc: "jdbc:postgresql://me:canary-s3cret@db/shop" }
                syncs:
                  people:
                    from: { file: people.csv, types: { id: intger } }
                    to: { destination: cache }
                    key: id
                  rows:
                    from: { source: shop, query: "select 1", cursor: { column: id, lookback: 5x } }
                    to: { destination: cache }
                    key: id
                """);
        assertThat(sluice("validate").err())
                .containsSubsequence(
                        "yaml:3:53: Not set in the environment: NONE.",
                        "→ Set it",
                        "yaml:3:78: The file none",
                        "→ Check");
        assertThat(sluice("sync", "people").err()).contains("NONE", "The file none");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("${env:NONE}", SERVER.url())
                        .replace(", password: \"${file:none}\"", ""));
        assertThat(sluice("validate").err())
                .contains("yaml:8:38: There is no type 'intger'.", "Did you mean 'integer'?")
                .contains("yaml:12:78: The lookback", "yaml:5:17: ")
                .doesNotContain("canary");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("me:canary-s3cret@", "")
                        .replace("intger", "integer")
                        .replace("5x", "5"));
        assertThat(sluice("validate").exit()).isZero();
        assertThat(sluice("sync", "peple").err()).contains("SYNC_UNKNOWN", "Did you mean 'people'");
        assertThat(sluice("sync", "--all").err()).contains("There is no file people.csv. (sync people)");
    }

    @Test
    void contradictionsAreToldWithTheirPlaceBesideWhatIsMalformed() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("sluice.yaml"), """
                version: 1
                destinations:
                  cache: { plugin: redis, config: { connection_url: "redis://127.0.0.1:1" } }
                syncs:
                  works:
                    from: { file: people.csv }
                    key: [id, until]
                    to: { destination: cache, ttl_field: until }
                  shape:
                    from: { file: people.csv }
                    key: id
                    to: { destination: cache, key_template: "p:{id}", key_field: id, data_format: hash, value_field: name }
                  lost:
                    from: { file: people.csv }
                    map: { id: id, name: name }
                    key: id
                    to: { destination: cache, ttl_field: until }
                """);
        String contradictions = sluice("validate").err();
        assertThat(contradictions)
                .contains("yaml:12:45: 'key_template' and 'key_field'", "yaml:12:102: 'value_field' makes one field")
                .contains("yaml:17:", "The setting 'ttl_field' names the field 'until', and the rows")
                .doesNotContain("works");
        Path file = directory.resolve("sluice.yaml");
        Files.writeString(file, Files.readString(file) + "    guards: { max_deletes: -1 }\n");
        assertThat(sluice("validate").err()).contains("yaml:18:28: ", "yaml:12:45: 'key_template' and 'key_field'");
    }

    @Test
    void whatIsWrongIsToldWithItsPlaceBeforeAnythingRuns() throws IOException, InterruptedException {
        Path file = directory.resolve("sluice.yaml");
        Files.writeString(
                file, Files.readString(file).replace("guards:", "gaurds:").replace("plugin: redis", "plugin: rediss"));
        for (List<String> command : List.of(List.of("validate"), List.of("sync", "plans"))) {
            Sluice.Ended ended = sluice(command.toArray(String[]::new));
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.err())
                    .contains(
                            "sluice.yaml:13:5",
                            "13 |     gaurds: { max_delete_percent: 60 }",
                            "^^^^^^",
                            "Did you mean 'guards'")
                    .contains("sluice.yaml:4:13");
        }
        assertThat(keys("*")).isEmpty();
    }

    @Test
    void ofSeveralSyncsTheOneWhoseSettingsAreInvalidIsNamedAndWhatAllShareIsToldOnce()
            throws IOException, InterruptedException {
        Path file = directory.resolve("sluice.yaml");
        String valid = Files.readString(file);
        Files.writeString(file, valid.replace("key_prefix: \"p:\"", "key_prefix: \"p:\", key_template: x"));
        for (String command : List.of("plan", "sync", "verify")) {
            Sluice.Ended ended = sluice(command, "--all");
            assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
            assertThat(ended.err())
                    .containsPattern("error SETTINGS_INVALID: key_template: .* \\(sync plans\\)\n")
                    .doesNotContain("(sync users)");
        }
        Files.writeString(file, valid.replace("key_prefix: \"p:\"", "database: 99"));
        for (String command : List.of("plan", "sync", "verify")) {
            Sluice.Ended ended = sluice(command, "--all");
            assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
            assertThat(ended.err())
                    .containsOnlyOnce("'database' is not a whole number")
                    .doesNotContain("(sync ");
        }
    }

    @Test
    void aWordThatIsASyncAndAFileIsRefusedAndAnUnknownOneIsAnsweredWithTheNearest()
            throws IOException, InterruptedException {
        Files.writeString(directory.resolve("users"), "");
        assertThat(sluice("sync", "users").err()).contains("SYNC_AMBIGUOUS", "./users");
        assertThat(sluice("sync", "plans", "plan").err()).contains("SYNC_UNKNOWN", "Did you mean 'plans'");
    }

    @Test
    void allSyncsOfADefinitionThatHasNoneAreAnError() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("sluice.yaml"), "version: 1\n");
        assertThat(sluice("validate", "--no-references").out()).contains("sluice.yaml is valid. It has no syncs.");
        for (String command : List.of("sync", "plan", "retry")) {
            Sluice.Ended ended = sluice(command, "--all");
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.err()).contains("SYNC_UNKNOWN", "sluice.yaml has no syncs.");
        }
    }

    @Test
    void aFirstFileIsWrittenForTheSourcesThatAreThereAndNeverOverwritten() throws IOException, InterruptedException {
        Files.delete(directory.resolve("sluice.yaml"));
        assertThat(sluice("init").out()).contains("sluice.yaml is written. Sources: plans.csv, users.csv");
        String written = Files.readString(directory.resolve("sluice.yaml"));
        assertThat(new Sluice(directory)
                        .run(Map.of("REDIS_URL", SERVER.url()), "validate")
                        .exit())
                .isZero();
        assertThat(sluice("validate").err()).contains("sluice.yaml:9:23: Not set in the environment: REDIS_URL.");
        assertThat(sluice("validate", "--no-references").exit()).isZero();
        assertThat(new Sluice(directory)
                        .run(Map.of("REDIS_URL", SERVER.url()), "sync", "--all")
                        .exit())
                .isZero();
        assertThat(keys("*:[0-9]")).containsExactlyInAnyOrder("users:1", "users:2", "plans:7");
        assertThat(sluice("init").err()).contains("DEFINITION_EXISTS");
        assertThat(Files.readString(directory.resolve("sluice.yaml"))).isEqualTo(written);
    }
}
