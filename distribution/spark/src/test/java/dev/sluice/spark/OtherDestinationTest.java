package dev.sluice.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.report.SyncReport;
import dev.sluice.spark.support.Sessions;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.tck.Refuser;
import dev.sluice.tck.sql.SqlFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink knows no destination: what writes to Redis writes to tables of a database by the same calls. */
class OtherDestinationTest {
    @TempDir
    Path folder;

    private static final SparkSession SPARK = Sessions.local();

    private final SqlFixture database = new SqlFixture();
    private final Map<String, String> options = new HashMap<>();

    @BeforeEach
    void table() throws IOException {
        database.isolate();
        DestinationConfig config = database.config();
        Path password = folder.resolve("password");
        Files.writeString(password, String.valueOf(config.value("password").orElseThrow()));
        options.put("destination", "sql");
        options.put("config.url", String.valueOf(config.value("url").orElseThrow()));
        options.put("config.username", "writer");
        options.put("config.password.file", password.toString());
        options.put(
                "config.table", String.valueOf(database.target().value("table").orElseThrow()));
        options.put("key", "id");
    }

    private static Dataset<Row> people(long from, long to) {
        return SPARK.range(from, to)
                .select(
                        col("id"),
                        concat(lit("person "), col("id")).alias("name"),
                        expr("id * 2").alias("score"));
    }

    private String write(Dataset<Row> rows, String mode) {
        return Sessions.printed(() -> rows.write()
                .format("sluice")
                .mode("append")
                .options(options)
                .option("sync.mode", mode)
                .save());
    }

    @Test
    void everyModeOfAWriteIsThatOfTheDestination() {
        assertThat(write(people(0, 5_000), "upsert")).contains("read 5,000 = 5,000 written");
        assertThat(database.readAll())
                .hasSize(5_000)
                .containsEntry("77", Map.of("id", "77", "name", "person 77", "score", "154"));

        Dataset<Row> renamed = people(4_990, 5_010).withColumn("name", lit("renamed"));
        assertThat(write(renamed, "insert")).contains("10 written");
        assertThat(database.readAll().get("4995")).containsEntry("name", "person 4995");
        assertThat(write(renamed.filter("id < 5005"), "update")).contains("15 written");
        assertThat(database.readAll()).hasSize(5_010);
        assertThat(database.readAll().get("4995")).containsEntry("name", "renamed");
    }

    @Test
    void rowsThatTheDatabaseRefusesAreRejectedAndTheOthersWritten() {
        database.refusedBy(Refuser.TARGET);
        Dataset<Row> rows = people(0, 1_000).withColumn("name", expr("if(id % 100 = 7, 'poison', name)"));

        String printed = write(rows, "upsert");

        assertThat(printed).contains("read 1,000 = 990 written + 0 unchanged + 0 skipped + 10 rejected");
        assertThat(database.readAll()).hasSize(990).doesNotContainKey("107");
    }

    @Test
    void aMirrorRemovesWhatIsGone() {
        options.put("state.path", folder.resolve("state/people").toString());
        SyncReport first = SluiceMirror.run(people(0, 500), options);
        SyncReport second = SluiceMirror.run(people(20, 510), options);

        assertThat(first.rows().written()).isEqualTo(500);
        assertThat(second.rows().written()).isEqualTo(10);
        assertThat(second.rows().unchanged()).isEqualTo(480);
        assertThat(second.removals().removed()).isEqualTo(20);
        assertThat(database.readAll()).hasSize(490).doesNotContainKey("19").containsKey("509");
    }

    @Test
    void aJarThatIsNoPluginIsToldInTheReport() throws IOException {
        Path plugins = folder.resolve("plugins");
        Path loose = Files.writeString(Files.createDirectories(plugins).resolve("junk.jar"), "junk");
        Path within = Files.createDirectories(plugins.resolve("mine"));
        Files.writeString(within.resolve("junk.jar"), "junk");
        options.put("plugins", plugins.toString());

        assertThat(write(people(0, 10), "upsert"))
                .contains("10 written")
                .contains("warning: The plugin " + loose + " is not loaded: it is not in a directory of its own.")
                .contains("warning: The plugin " + within);

        options.put("state.path", folder.resolve("state/people").toString());
        assertThat(SluiceMirror.run(people(0, 10), options).warnings())
                .anyMatch(warning -> warning.contains(loose.toString()))
                .anyMatch(warning -> warning.contains(within.toString()));
    }

    @Test
    void aPluginThatTheSinkHasIsToldByItsPlace() throws IOException {
        Path jar = plugin("another", """
                import dev.sluice.spi.*;
                public class Plugin implements Destination {
                  public DestinationSpec spec() {
                    return DestinationSpec.builder("redis", SPI_VERSION).displayName("Another").version("1")
                        .documentation(java.net.URI.create("https://example.com")).modes(SyncMode.UPSERT).build();
                  }
                  public CheckReport check(CheckRequest request, CheckObserver observer) { return null; }
                  public WriteProfile profile(WriteRequest request) { return null; }
                  public DestinationWriter write(WriteRequest request, RunHandle run, RunContext context) { return null; }
                }
                """);
        options.put("plugins", folder.resolve("plugins").toString());

        assertThatThrownBy(() -> write(people(0, 10), "upsert"))
                .hasMessageContaining("PLUGIN_DUPLICATE: Two plugins provide the destination 'redis'")
                .hasMessageContaining(jar.toString())
                .hasMessageContaining("The jar of the sink brings destinations of its own.")
                .hasMessageNotContaining("sluice-plugins-");
    }

    private Path plugin(String name, String source) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path file = Files.writeString(folder.resolve("Plugin.java"), source);
        String classPath = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), "-cp", classPath, "-proc:none", file.toString());
        assertThat(result).isZero();
        Path jar =
                Files.createDirectories(folder.resolve("plugins").resolve(name)).resolve("plugin.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("Plugin.class"));
            Files.copy(classes.resolve("Plugin.class"), out);
            out.putNextEntry(new JarEntry("META-INF/services/dev.sluice.spi.Destination"));
            out.write("Plugin\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void itsErrorsAreToldWithoutItsSecret() throws IOException {
        Files.writeString(folder.resolve("password"), "wrong-canary-52");

        assertThatThrownBy(() -> write(people(0, 10), "upsert"))
                .hasMessageContaining("WRONG_PASSWORD")
                .hasMessageNotContaining("canary-52");
        assertThat(database.readAll()).isEmpty();
    }
}
