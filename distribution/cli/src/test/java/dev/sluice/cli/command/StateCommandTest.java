package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.file.SyncFolder;
import dev.sluice.host.state.SyncRecordFile;
import dev.sluice.spi.RunHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class StateCommandTest {
    private static final String RECORD =
            "{\"version\":1,\"sync\":\"a b\",\"source\":\"/data/a b.csv\",\"target\":\"redis h 6379 0 \",\"key\":[\"id\"],"
                    + "\"runs\":[{\"id\":\"01RUN\",\"started\":0,\"marker\":true}]}";

    @TempDir
    Path directory = Path.of("");

    private Terminal terminal = new Terminal(Map.of(), false);

    private int run(String... arguments) {
        terminal = new Terminal(Map.of("SLUICE_STATE_DIR", directory.toString()), false);
        return terminal.run(arguments);
    }

    private Path folder() {
        return directory.resolve("state/a%20b");
    }

    private void save() throws IOException {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve(SyncRecordFile.NAME), RECORD);
    }

    private String record() throws IOException {
        return Files.readString(folder().resolve(SyncRecordFile.NAME));
    }

    @Test
    void withoutAStateThereIsNothingToList() {
        assertThat(run("state")).isZero();
        assertThat(terminal.out()).contains("There is no state in " + directory.resolve("state"));
        assertThat(run("state", "list", "-o", "json")).isZero();
        assertThat(terminal.json().path("result").isArray()).isTrue();
    }

    @Test
    void aStateIsListedAndShown() throws IOException {
        save();
        assertThat(run("state")).isZero();
        assertThat(terminal.out()).startsWith("a b  0 records  in redis h 6379 0  last run 1970-01-01T00:00:00Z");
        assertThat(run("state", "show", "a b", "-o", "json")).isZero();
        JsonNode result = terminal.json().path("result");
        assertThat(terminal.json().path("command").asString()).isEqualTo("state show");
        assertThat(result.path("sync").asString()).isEqualTo("a b");
        assertThat(result.path("source").asString()).isEqualTo("/data/a b.csv");
        assertThat(result.path("target").asString()).isEqualTo("redis h 6379 0 ");
        assertThat(result.path("key").path(0).asString()).isEqualTo("id");
        assertThat(result.path("lastRun").path("id").asString()).isEqualTo("01RUN");
        assertThat(result.path("records").path("known").asLong()).isZero();
        assertThat(run("state", "show", "a b")).isZero();
        assertThat(terminal.out())
                .contains("source: /data/a b.csv", "key: id", "last run: 1970-01-01T00:00:00Z, 01RUN");
    }

    @Test
    void theOptionBeforeAndAfterTheCommandNamesTheSameDirectory() throws IOException {
        save();
        Terminal other = new Terminal(Map.of(), false);
        assertThat(other.run("state", "--state-dir", directory.toString(), "list"))
                .isZero();
        assertThat(other.out()).startsWith("a b ");
        other = new Terminal(Map.of("SLUICE_STATE_DIR", "elsewhere"), false);
        assertThat(other.run("state", "show", "a b", "--state-dir", directory.toString()))
                .isZero();
    }

    @Test
    void theStatesOfADefinitionFileAreBesideItOrWhereItSays() throws IOException {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), "version: 1\nstate_dir: .\n");
        save();
        Terminal other = new Terminal(Map.of(), false);
        assertThat(other.run("state", "list", "--config", file.toString())).isZero();
        assertThat(other.out()).startsWith("a b ");
        Files.writeString(file, "version: 1\n");
        assertThat(other.run("state", "show", "a b", "--config", file.toString()))
                .isEqualTo(ExitCode.CONFIGURATION);
        assertThat(other.err())
                .contains(directory.resolve(".sluice").resolve("state").toString());
    }

    @Test
    void aStateMovesToWhatIsGiven() throws IOException {
        save();
        assertThat(run("state", "move", "a b", "--source", "/new/x.csv", "--source", "/new/../y.csv"))
                .isZero();
        assertThat(record()).contains("\"source\":\"/new/x.csv, /y.csv\"").contains("\"target\":\"redis h 6379 0 \"");
        assertThat(run("state", "move", "a b", "--source", "a query", "--target", "redis other 6379 0 "))
                .isZero();
        assertThat(record()).contains("\"source\":\"a query\"").contains("\"target\":\"redis other 6379 0 \"");
        assertThat(run("state", "move", "a b", "--target", "somewhere")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err()).contains("'somewhere' is no target of the destination 'redis'");
        assertThat(record()).contains("\"target\":\"redis other 6379 0 \"");
        assertThat(run("state", "move", "a b")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err()).contains("STATE_MOVE_EMPTY");
    }

    @Test
    void aResetSaysWhatStays() throws IOException {
        save();
        assertThat(run("state", "reset", "a b")).isZero();
        assertThat(terminal.out()).contains("stay at 'redis h 6379 0 '").contains("writes every row again");
        assertThat(folder().resolve(SyncRecordFile.NAME)).doesNotExist();
        assertThat(run("state", "reset", "a b")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err()).contains("STATE_UNKNOWN");
    }

    @Test
    void aRunWhoseEndWasUnknownCountsAsOver() throws IOException {
        save();
        new SyncRecordFile(folder()).update(record -> record.withUnresolved(Optional.of(RunHandle.of("01LOST"))));
        assertThat(run("state", "show", "a b")).isZero();
        assertThat(terminal.out()).contains("a run whose end is unknown: 01LOST");
        assertThat(run("state", "resolve", "a b")).isZero();
        assertThat(terminal.out()).contains("01LOST").contains("counts as over");
        assertThat(record()).isEqualTo(RECORD);
        assertThat(run("state", "resolve", "a b")).isZero();
        assertThat(terminal.out()).contains("No run of 'a b' has an unknown end");
        assertThat(run("state", "resolve", "other")).isEqualTo(ExitCode.CONFIGURATION);
    }

    @Test
    void aStateThatARunHoldsIsShownAndNotChanged() throws IOException {
        save();
        try (SyncFolder held = SyncFolder.open(folder(), "a b", "01OTHER")) {
            assertThat(held.sync()).isEqualTo("a b");
            assertThat(run("state", "show", "a b")).isZero();
            assertThat(run("state", "reset", "a b")).isEqualTo(ExitCode.LOCKED);
            assertThat(run("state", "move", "a b", "--target", "x")).isEqualTo(ExitCode.LOCKED);
        }
        assertThat(record()).isEqualTo(RECORD);
    }

    @Test
    void aDamagedStateIsListedWithWhatToDo() throws IOException {
        save();
        Files.writeString(folder().resolve(SyncRecordFile.NAME), "{\"version\":9}");
        assertThat(run("state", "-o", "json")).isZero();
        JsonNode problem = terminal.json().path("result").path(0).path("problem");
        assertThat(terminal.json().path("result").path(0).path("sync").asString())
                .isEqualTo("a b");
        assertThat(problem.path("code").asString()).isEqualTo("STATE_UNREADABLE");
        assertThat(problem.path("remedy").asString()).contains("sluice state reset");
        Terminal other = new Terminal(Map.of(), false);
        assertThat(other.run("state", "--state-dir", directory.toString(), "move", "a b", "--source", "x"))
                .isEqualTo(ExitCode.FAILED);
        assertThat(other.err()).contains("sluice state reset --state-dir " + directory + " ");
        assertThat(run("state", "move", "a b", "--target", "x")).isEqualTo(ExitCode.FAILED);
        assertThat(run("state", "reset", "a b")).isZero();
    }
}
