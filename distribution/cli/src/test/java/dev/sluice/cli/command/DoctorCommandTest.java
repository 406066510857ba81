package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class DoctorCommandTest {
    @TempDir
    Path directory = Path.of("");

    private static List<String> statuses(JsonNode json, String about) {
        return json.path("result").path("findings").values().stream()
                .filter(finding -> finding.path("about").asString().equals(about))
                .map(finding -> finding.path("status").asString())
                .toList();
    }

    @Test
    void aPluginThatDoesNotLoadIsAProblemWithItsRemedy() {
        Terminal terminal = new Terminal();
        assertThat(terminal.run(
                        "doctor", "--state-dir", directory.resolve("later").toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.out())
                .contains("ok       versions: sluice ", "ok       destination fake: 1, from fake.jar.")
                .contains("problem  plugins: PLUGIN_NOT_LOADED: The plugin bad.jar does not load.", "→ Remove it.")
                .contains("is made by the first run");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aStateThatOthersMayReadIsAWarning() throws IOException {
        Path states = Files.createDirectories(directory.resolve("state"));
        Files.setPosixFilePermissions(states, PosixFilePermissions.fromString("rwxr-xr-x"));
        Terminal open = new Terminal();
        open.run("doctor", "--state-dir", directory.toString(), "-o", "json");
        assertThat(statuses(open.json(), "state directory")).containsExactly("warning");
        assertThat(open.out()).contains("chmod 700 ");
        Files.setPosixFilePermissions(states, PosixFilePermissions.fromString("rwx------"));
        Terminal closed = new Terminal();
        closed.run("doctor", "--state-dir", directory.toString(), "-o", "json");
        assertThat(statuses(closed.json(), "state directory")).containsExactly("ok");
    }

    /** Whoever runs the tests may be root, who may read everything: so a file stands where a folder should. */
    @Test
    void filesOfRunsThatCannotBeKeptAreAProblemWithItsRemedy() throws IOException {
        Terminal well = new Terminal();
        Path runs = directory.resolve("runs");
        Files.createDirectories(runs.resolve("2026-11"));
        well.run("doctor", "--state-dir", directory.toString(), "-o", "json");
        assertThat(statuses(well.json(), "runs")).containsExactly("ok");
        Files.delete(runs.resolve("2026-11"));
        Files.delete(runs);
        Files.writeString(runs, "");
        Terminal ill = new Terminal();
        ill.run("doctor", "--state-dir", directory.toString());
        assertThat(ill.out()).contains("problem  runs: " + runs).contains("chmod -R u+rwX");
    }

    @Test
    void everyProblemOfTheDefinitionIsTold() throws IOException {
        Path file = directory.resolve("sluice.yaml");
        Files.writeString(file, "version: 1\nsyncs:\n  a: { from: { fiel: x }, key: id }\n");
        Terminal terminal = new Terminal();
        terminal.run("doctor", "--config", file.toString(), "-o", "json");
        assertThat(statuses(terminal.json(), "definition")).isNotEmpty().containsOnly("problem");
        assertThat(terminal.json().path("result").toString()).contains("fiel");
        Terminal words = new Terminal();
        words.run("doctor", "--config", file.toString());
        assertThat(words.out())
                .contains("problem  definition: ", "\n         3 |   a: { from: { fiel")
                .doesNotContain("u000a");
    }
}
