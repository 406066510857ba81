package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** The language, the encoding and the time zone of the machine change nothing: the same keys and values arrive, and nothing else. */
@ExtendWith(SharedServer.class)
class LocaleIT {
    private static final String PREFIX = "clé:";
    private static final String ROW =
            "{\"id\":\"İi١\",\"n\":1234567.5,\"at\":\"2024-11-05T06:07:08Z\",\"t\":\"2024-11-05T06:07:08\",\"w\":\"用户\"}";
    private static final Server SERVER = SharedServer.get();

    /** Started before Java knows the locale, by a shell: an argument or a name of this test's own is encoded as its locale says. */
    @TempDir
    Path directory;

    /** Runs a shell script in the environment alone, with {@code $sluice} and {@code $R}. */
    private int shell(Map<String, String> environment, String script) throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("script.sh"), script);
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-eu", file.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile());
        builder.environment().clear();
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "sluice",
                        Sluice.BUNDLE.resolve("bin/sluice").toAbsolutePath().toString());
        builder.environment().put("R", SERVER.url());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return process.waitFor();
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("output.txt"));
    }

    private static Map<String, String> environment(String text) {
        Map<String, String> environment = new HashMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(" \\| ", -1)) {
            String[] parts = entry.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return environment;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "LC_ALL=C",
                "LC_ALL=POSIX | TZ=Asia/Tokyo",
                "LANG=ar_EG.UTF-8",
                "LC_ALL=tr_TR.UTF-8",
                "LC_CTYPE=C | LANG=C.UTF-8",
                "LC_ALL=C.UTF-8 | TZ=America/St_Johns",
                "SLUICE_JAVA_OPTS=-Duser.language=ar -Duser.country=EG -Duser.timezone=Asia/Kathmandu",
                "SLUICE_JAVA_OPTS=-Duser.language=tr -Duser.country=TR",
                "SLUICE_JAVA_OPTS=-Duser.language=th -Duser.country=TH -Duser.variant=TH"
            })
    @Fault(value = "Another locale or time zone, or an empty environment", outcome = "keys and values are the same")
    void keysAndValuesAreTheSame(String environment) throws IOException, InterruptedException {
        String script = """
                mkdir -p 'dossier é'
                cd 'dossier é'
                printf '{"id":"İi١","n":1234567.5,"at":"2024-11-05T06:07:08Z","t":"2024-11-05T06:07:08","w":"用户"}\\n' > 'Übersicht 用户.ndjson'
                "$sluice" sync 'Übersicht 用户.ndjson' --key id --mode mirror --set 'key_prefix=clé:' --to "$R" > out.txt
                "$sluice" sync 'Übersicht 用户.ndjson' --key id --mode mirror --set 'key_prefix=clé:' --to "$R" -o json > second.json
                "$sluice" sync --sql "SELECT 'thé' AS id, TIMESTAMP '2024-11-05 06:07:08' AS t, 1234567.5 AS n" --key id --set 'key_prefix=sql:é:' --to "$R"
                "$sluice" sync Ü*.ndjson --name n --key id --types at=instant --types t=timestamp --set 'key_prefix=typed:' --to "$R"
                """;
        assertThat(shell(environment(environment), script)).as(output()).isZero();
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.get(PREFIX + "İi١")).isEqualTo(ROW);
            assertThat(jedis.get("typed:İi١")).isEqualTo(ROW);
            assertThat(jedis.get("sql:é:thé"))
                    .isEqualTo("{\"id\":\"thé\",\"t\":\"2024-11-05T06:07:08\",\"n\":1234567.5}");
            assertThat(jedis.keys("*").stream().filter(key -> !key.contains("~sluice")))
                    .hasSize(3);
        }
        Path second = directory.resolve("dossier é").resolve("second.json");
        assertThat(second).content(StandardCharsets.UTF_8).contains("\"unchanged\":1");
    }

    @Test
    @Fault(value = "A mirror of instants runs in another time zone", outcome = "every row is unchanged")
    void instantsAreUnchangedInAnotherTimeZone() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT i AS id, make_timestamptz(1730786828123456 + i) AS at FROM range(3) t(i)) TO '"
                            + directory.resolve("z.parquet") + "' (FORMAT parquet)");
        }
        String script = """
                TZ=UTC "$sluice" sync z.parquet --key id --mode mirror --set key_prefix=z: --to "$R"
                TZ=Asia/Tokyo "$sluice" sync z.parquet --key id --mode mirror --set key_prefix=z: --to "$R" -o json > second.json
                """;
        assertThat(shell(Map.of(), script)).as(output()).isZero();
        assertThat(directory.resolve("second.json")).content().contains("\"unchanged\":3");
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.get("z:1")).isEqualTo("{\"id\":1,\"at\":\"2024-11-05T06:07:08.123457Z\"}");
        }
    }

    @Test
    void aPasswordMayHaveAnyCharacters() throws IOException, InterruptedException {
        try (Jedis jedis = SERVER.client()) {
            jedis.aclSetUser("zoë", "on", ">pässwörd用", "~*", "&*", "+@all");
        }
        String script = """
                printf 'id\\n1\\n' > a.csv
                PW='pässwörd用' U='zoë' "$sluice" sync a.csv --key id --to 'redis://${env:U}:${env:PW}@127.0.0.1:PORT'
                """.replace("PORT", String.valueOf(SERVER.port()));
        assertThat(shell(Map.of("LC_ALL", "C"), script)).as(output()).isZero();
    }

    @Test
    @Fault(value = "An argument has bytes that are no text", outcome = "it is refused before anything is written")
    void bytesThatAreNoTextAreRefused() throws IOException, InterruptedException {
        String script = """
                printf 'id\\n1\\n' > a.csv
                bad=$(printf 'p\\377:')
                "$sluice" sync a.csv --key id --set "key_prefix=$bad" --to "$R"
                """;
        assertThat(shell(Map.of("LC_ALL", "C"), script)).isEqualTo(2);
        assertThat(output()).contains("ARGUMENT_INVALID");
        try (Jedis jedis = SERVER.client()) {
            assertThat(jedis.dbSize()).isZero();
        }
    }
}
