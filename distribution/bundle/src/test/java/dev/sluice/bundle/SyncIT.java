package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The built command against a server with a password: what arrives, and how what is wrong is told. */
@ExtendWith(SharedServer.class)
class SyncIT {
    private static final Server SERVER = SharedServer.get();

    @TempDir
    Path directory;

    private Sluice.Ended sluice(String... arguments) throws IOException, InterruptedException {
        Sluice.Ended ended = new Sluice(directory).run(Map.of("TEST_URL", SERVER.url()), arguments);
        assertThat(ended.out() + ended.err()).doesNotContain(Server.PASSWORD);
        return ended;
    }

    @ParameterizedTest
    @ValueSource(strings = {"profiles.parquet", "profiles.csv", "profiles.ndjson"})
    void everyFormatArrives(String file) throws IOException, InterruptedException {
        Sluice.Ended ended = sluice(
                "sync",
                Sluice.EXAMPLES.resolve(file).toString(),
                "--key",
                "user_id",
                "--to",
                "${env:TEST_URL}",
                "--set",
                "key_prefix=user:",
                "--set",
                "ttl_seconds=3600",
                "-o",
                "json");
        assertThat(ended.exit()).as(ended.err()).isZero();
        JsonNode rows = ended.json().path("result").path("rows");
        assertThat(rows.path("read").asLong()).isEqualTo(2_000);
        assertThat(rows.path("written").asLong()).isEqualTo(2_000);
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.dbSize()).isEqualTo(2_000);
            assertThat(jedis.ttl("user:10001")).isBetween(3_000L, 3_600L);
            JsonNode record = new JsonMapper().readTree(jedis.get("user:10001"));
            assertThat(record.path("email").asString()).isEqualTo("user10001@example.com");
            assertThat(record.path("user_id").isNumber()).isEqualTo(!file.endsWith("csv"));
        }
    }

    @Test
    void aQueryAndAMappingArriveAsHashes() throws IOException, InterruptedException {
        Sluice.Ended ended = sluice(
                "sync",
                "--sql",
                "SELECT user_id, upper(plan) AS plan, email FROM '" + Sluice.EXAMPLES.resolve("profiles.parquet")
                        + "' WHERE user_id < 10011",
                "--map",
                "user_id=id",
                "--map",
                "plan",
                "--key",
                "id",
                "--to",
                "${env:TEST_URL}",
                "--set",
                "data_format=hash");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("read 10 = 10 written");
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.hgetAll("10001")).containsOnlyKeys("id", "plan").containsEntry("plan", "FREE");
        }
    }

    @Test
    @Fault(
            value = "Rows are rejected",
            outcome = "the others are written; each rejected row is in the file of dead letters (exit 4)")
    void rejectedRowsAreGroupedAndBuried() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("rows.csv"), "id,name\n1,Ana\n,nobody\n2,too,many\n3,Bo\n");
        Sluice.Ended ended = sluice("sync", "rows.csv", "--key", "id", "--to", "${env:TEST_URL}", "-o", "json");
        assertThat(ended.exit()).isEqualTo(4);
        JsonNode result = ended.json().path("result");
        assertThat(result.path("rows").path("written").asLong()).isEqualTo(2);
        assertThat(result.path("rows").path("rejected").asLong()).isEqualTo(2);
        assertThat(result.path("errors"))
                .extracting(error -> error.path("code").asString())
                .containsExactlyInAnyOrder("KEY_EMPTY", "ROW_FIELD_COUNT");
        assertThat(result.path("errors"))
                .allSatisfy(error -> assertThat(error.path("remedy").asString()).isNotBlank());
        Path dead = directory.resolve(result.path("deadLetters").asString());
        assertThat(Files.readAllLines(dead)).hasSize(2);
        assertThat(ended.out()).doesNotContain("nobody");
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
        sync missing.csv --key id --to ${env:TEST_URL}                             | 3 | SOURCE_MISSING
        sync broken.parquet --key id --to ${env:TEST_URL}                          | 3 | SOURCE_UNREADABLE
        sync --sql nonsense --key id --to ${env:TEST_URL}                          | 2 | SOURCE_QUERY_FAILED
        sync rows.csv --key idd --to ${env:TEST_URL}                               | 2 | KEY_FIELD_UNKNOWN
        sync rows.csv --key id --map nam=x --map id --to ${env:TEST_URL}           | 2 | MAPPING_UNKNOWN_FIELD
        sync rows.csv --key id --map name --to ${env:TEST_URL}                     | 2 | KEY_FIELD_LEFT_OUT
        sync rows.csv --to ${env:TEST_URL}                                         | 2 | KEY_MISSING
        sync rows.csv --key id --to nonsense                                       | 2 | URL_INVALID
        sync rows.csv --key id --to ftp://x                                        | 2 | DESTINATION_UNKNOWN
        sync rows.csv --key id --to redis://127.0.0.1:1                            | 3 | CONNECTION_REFUSED
        sync rows.csv --key id --to redis://:wrong-canary-s3cret@127.0.0.1:PORT    | 3 | WRONG_PASSWORD
        sync rows.csv --key id --to redis://127.0.0.1:PORT                         | 3 | PASSWORD_MISSING
        sync rows.csv --key id --to ${env:TEST_URL} --set database=99              | 2 | SETTINGS_INVALID
        sync rows.csv --key id --to ${env:TEST_URL} --mode mirro                   | 2 | MODE_UNKNOWN
        sync rows.csv --key id --to ${env:TEST_URL} --mode audience-mirror         | 2 | MODE_UNSUPPORTED
        sync rows.csv --key id --to ${env:TEST_URL} --set key_prefx=a              | 2 | SETTING_UNKNOWN
        sync rows.csv --key id --to ${env:TEST_URL} --frce                         | 2 | OPTION_UNKNOWN
        sync rows.csv --key id --to ${env:UNSET_URL}                               | 2 | VARIABLE_UNSET
        sync empty.ndjson --key id --mode mirror --to ${env:TEST_URL}              | 5 | SOURCE_EMPTY
        """)
    void whatIsWrongIsToldByCodeAndRemedy(String line, int exit, String code) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("rows.csv"), "id,name\n1,Ana\n");
        Files.writeString(directory.resolve("broken.parquet"), "PAR1 this is none");
        Files.writeString(directory.resolve("empty.ndjson"), "");
        String[] arguments = (line.strip().replace("PORT", String.valueOf(SERVER.port())) + " -o json").split(" +");
        Sluice.Ended ended = sluice(arguments);
        assertThat(ended.out() + ended.err()).doesNotContain("canary");
        JsonNode error = ended.json().path("error");
        assertThat(error.path("code").asString()).as(ended.err()).isEqualTo(code);
        assertThat(ended.exit()).isEqualTo(exit);
        assertThat(error.path("remedy").asString()).isNotBlank();
        assertThat(error.path("category").isString()).isTrue();
        assertThat(error.path("retryable").isBoolean()).isTrue();
        assertThat(error.path("at").isObject()).isTrue();
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.dbSize()).isZero();
        }
    }

    @Test
    @Fault(value = "A key occurs twice in a mirror", outcome = "the second row is rejected")
    void theSecondRowOfAKeyIsRejectedInAMirror() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("rows.csv"), "id,name\n1,Ana\n2,Bo\n1,Cy\n");
        Sluice.Ended ended = sluice("sync", "rows.csv", "--key", "id", "--mode", "mirror", "--to", "${env:TEST_URL}");
        assertThat(ended.exit()).isEqualTo(4);
        assertThat(ended.out()).contains("DUPLICATE_IDENTITY").contains("Row 4").contains("row 2");
    }

    @Test
    void aStateBelongsToOneTarget() throws IOException, InterruptedException {
        Files.writeString(directory.resolve("rows.csv"), "id,name\n1,Ana\n");
        String[] once = {"sync", "rows.csv", "--key", "id", "--mode", "mirror", "--to", "${env:TEST_URL}"};
        assertThat(sluice(once).exit()).isZero();
        Sluice.Ended ended = sluice(
                "sync",
                "rows.csv",
                "--key",
                "id",
                "--mode",
                "mirror",
                "--to",
                "${env:TEST_URL}",
                "--set",
                "key_prefix=other:");
        assertThat(ended.exit()).isEqualTo(5);
        assertThat(ended.err()).contains("STATE_OTHER_TARGET").contains("→");
    }

    @ParameterizedTest
    @ValueSource(strings = {"upsert", "mirror"})
    @Fault(value = "Two runs of one name", outcome = "the second ends with exit 7 and says who holds the sync")
    void twoRunsOfOneNameDoNotGoOnTogether(String mode) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("rows.csv"), "id,name\n1,Ana\n");
        Path state = Files.createDirectories(directory.resolve(".sluice/state/rows"));
        try (FileChannel other =
                        FileChannel.open(state.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = other.lock()) {
            assertThat(held.isValid()).isTrue();
            Sluice.Ended ended =
                    sluice("sync", "rows.csv", "--key", "id", "--mode", mode, "--to", "${env:TEST_URL}", "-o", "json");
            assertThat(ended.exit()).isEqualTo(7);
            JsonNode error = ended.json().path("error");
            assertThat(error.path("code").asString()).isEqualTo("STATE_IN_USE");
            assertThat(error.path("category").asString()).isEqualTo("LOCKED");
            assertThat(error.path("retryable").asBoolean()).isTrue();
            assertThat(error.path("at").path("file").asString()).endsWith("rows");
        }
    }

    @Test
    void aConnectionIsCheckedStepByStep() throws IOException, InterruptedException {
        Sluice.Ended good = sluice("check", "--to", "${env:TEST_URL}", "-o", "json");
        assertThat(good.exit()).as(good.err()).isZero();
        assertThat(good.json().path("result").path("passed").asBoolean()).isTrue();
        Sluice.Ended bad = sluice("check", "--to", "redis://127.0.0.1:1");
        assertThat(bad.exit()).isEqualTo(3);
        assertThat(bad.out() + bad.err()).contains("CONNECTION_REFUSED");
    }

    @Test
    void thePluginIsListedAndDescribed() throws IOException, InterruptedException {
        assertThat(sluice("plugins").out()).contains("redis").contains("mirror");
        assertThat(sluice("plugins", "describe", "redis").out()).contains("connection_url", "secret", "key_field");
        assertThat(sluice("--version").out()).contains("0.1.0");
        assertThat(sluice("--help").out()).contains("sync", "check", "plugins", "errors");
    }

    @Test
    void whatACodeMeansIsToldByThePluginThatReportsIt() throws IOException, InterruptedException {
        assertThat(sluice("errors").out()).contains("CONNECTION_REFUSED", "WRONGTYPE", "SETTINGS_INVALID");
        assertThat(sluice("errors", "WRONGTYPE").out())
                .contains("WRONGTYPE (redis, data)", "→ Delete the key", "The row is rejected");
        JsonNode code = sluice("errors", "PASSWORD_MISSING", "-o", "json")
                .json()
                .path("result")
                .path(0);
        assertThat(code.path("category").asString()).isEqualTo("AUTHENTICATION");
        assertThat(code.path("remedy").asString())
                .as("an example of a URL is no secret")
                .contains("redis://user:password@host");
        Sluice.Ended unknown = sluice("errors", "WRONGTIP");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("CODE_UNKNOWN", "Did you mean 'WRONGTYPE'?");
    }

    /** An installation without the library, or for another machine, or where it cannot be unpacked: it does not load. */
    @Test
    @Fault(value = "The native library of the engine does not load", outcome = "the run says so and ends")
    void anEngineThatDoesNotLoadIsToldAndNothingHangs() throws IOException, InterruptedException {
        Path bundle = directory.resolve("bundle");
        copy(Sluice.BUNDLE, bundle);
        try (Stream<Path> files = Files.list(bundle.resolve("lib"))) {
            for (Path library : files.filter(
                            file -> file.getFileName().toString().startsWith("libduckdb"))
                    .toList()) {
                Files.write(library, new byte[] {1});
            }
        }
        Sluice broken = new Sluice(directory, bundle);
        String[] query = {"sync", "--sql", "SELECT 1 AS user_id", "--key", "user_id"};
        Sluice.Ended ended = broken.start(Map.of(), query).awaitWhateverItSays();
        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains("error SOURCE_ENGINE_MISSING", "made for this machine");
        String[] mirror = {
            "sync",
            Sluice.EXAMPLES.resolve("profiles.ndjson").toString(),
            "--key",
            "user_id",
            "--mode",
            "mirror",
            "--to",
            "${env:TEST_URL}"
        };
        ended = broken.start(Map.of("TEST_URL", SERVER.url()), mirror).awaitWhateverItSays();
        assertThat(ended.exit()).as(ended.err()).isEqualTo(2);
        assertThat(ended.err()).contains("error STATE_ENGINE_MISSING", "made for this machine");
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.dbSize()).isZero();
        }
    }

    @Test
    void twoPluginsOfOneIdAreRefusedNamingBoth() throws IOException, InterruptedException {
        Path bundle = directory.resolve("bundle");
        copy(Sluice.BUNDLE, bundle);
        copy(bundle.resolve("plugins/redis"), bundle.resolve("plugins/redis-too"));
        Sluice.Ended ended = new Sluice(directory, bundle).run("plugins");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.err())
                .contains("PLUGIN_DUPLICATE")
                .contains("plugins/redis/redis-destination")
                .contains("plugins/redis-too/redis-destination");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
