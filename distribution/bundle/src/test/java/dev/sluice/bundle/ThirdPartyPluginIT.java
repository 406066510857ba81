package dev.sluice.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The example of the documents, built as a third party builds, as a plugin of the built bundle beside the Redis one. */
class ThirdPartyPluginIT {
    private static final Path PLUGIN = Path.of(System.getProperty("sluice.examples"))
            .resolveSibling("docs/examples/files-destination/target/plugin");

    @TempDir
    Path directory;

    private Sluice sluice;
    private Path records;

    @BeforeEach
    void installPlugin() throws IOException {
        assertThat(PLUGIN)
                .as("the plugin directory of the example: build docs/examples/files-destination before")
                .isDirectory();
        Path bundle = directory.resolve("bundle");
        copy(Sluice.BUNDLE, bundle);
        copy(PLUGIN, bundle.resolve("plugins/files"));
        records = Files.createDirectory(directory.resolve("records"));
        sluice = new Sluice(directory, bundle);
    }

    @Test
    void theExampleFileArrivesAsOneFileForEachRow() throws IOException, InterruptedException {
        Sluice.Ended ended = sync(Sluice.EXAMPLES.resolve("profiles.parquet"), "upsert");
        assertThat(ended.exit()).as(ended.err()).isZero();
        assertThat(ended.json().path("result").path("rows").path("written").asLong())
                .isEqualTo(2_000);
        assertThat(names()).hasSize(2_000).allMatch(name -> name.endsWith(".json"));
        JsonNode record = new JsonMapper().readTree(records.resolve("10001.json"));
        assertThat(record.path("email").asString()).isEqualTo("user10001@example.com");
        assertThat(record.path("address").path("city").isString()).isTrue();
    }

    @Test
    void aMirrorEndsWithTheFilesOfTheSource() throws IOException, InterruptedException {
        assertThat(sync(Sluice.EXAMPLES.resolve("profiles.parquet"), "mirror").exit())
                .isZero();
        Sluice.Ended ended = sync(Sluice.EXAMPLES.resolve("profiles-next.parquet"), "mirror");
        assertThat(ended.exit()).as(ended.err()).isZero();
        JsonNode result = ended.json().path("result");
        assertThat(result.path("rows").path("unchanged").asLong()).isPositive();
        assertThat(result.path("removals").path("removed").asLong()).isEqualTo(ExampleData.REMOVED);
        assertThat(names()).hasSize(ExampleData.ROWS + ExampleData.ADDED - ExampleData.REMOVED);
    }

    @Test
    void thePluginIsListedDescribedAndChecked() throws IOException, InterruptedException {
        assertThat(sluice.run("plugins").out()).contains("files", "redis");
        assertThat(sluice.run("plugins", "describe", "files").out()).contains("url", "files:///srv/profiles");
        assertThat(sluice.run("check", "--to", "files://records").exit()).isZero();
        Sluice.Ended missing = sluice.run("check", "--to", "files://elsewhere");
        assertThat(missing.exit()).isEqualTo(3);
        assertThat(missing.out() + missing.err()).contains("DIRECTORY_MISSING");
        assertThat(sluice.run("check", "--to", "files://records", "--set", "ulr=x")
                        .err())
                .contains("SETTING_UNKNOWN");
    }

    /** Syncs what one file holds at the time. */
    private Sluice.Ended sync(Path rows, String mode) throws IOException, InterruptedException {
        Path file = directory.resolve("rows.parquet");
        Files.copy(rows, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return sluice.run(
                "sync",
                file.toString(),
                "--name",
                "profiles",
                "--key",
                "user_id",
                "--mode",
                mode,
                "--to",
                "files://records",
                "-o",
                "json");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(records)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(file, target, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }
}
