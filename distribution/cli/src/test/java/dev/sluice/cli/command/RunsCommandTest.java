package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeRun;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.runfile.RunFile;
import dev.sluice.spi.RunEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsCommandTest {
    private static final String FIRST = "01M8FP9P67N3RMD3332GGKD37X";
    private static final String SECOND = "01M8FP9XPTYB8JK0HSVP7X5ANT";

    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal();

    private RunFile begin(String id, String sync) {
        RunFile file =
                new RunFile(directory.resolve("runs"), Duration.ofDays(90), "1.2", Clock.systemUTC(), json -> json);
        file.heard(FakeRun.started(id, sync));
        file.heard(new SyncEvent.Opened("users.csv", List.of("id"), "memory", List.of("id"), 500, 2));
        file.heard(new SyncEvent.PhaseBegun(SyncProgress.Phase.WRITING, OptionalLong.of(1_000)));
        file.heard(new SyncEvent.Told(RunEvent.reconnected("db1:6379")));
        file.heard(FakeRun.progress(SyncProgress.Phase.WRITING, 0.5, 1_000, 500, 0));
        return file;
    }

    private int runs(String... more) {
        String[] arguments = new String[more.length + 3];
        arguments[0] = "runs";
        System.arraycopy(more, 0, arguments, 1, more.length);
        arguments[more.length + 1] = "--state-dir";
        arguments[more.length + 2] = directory.toString();
        return terminal.run(arguments);
    }

    @Test
    void whereNothingRanThatIsSaid() {
        assertThat(runs()).isZero();
        assertThat(terminal.out()).startsWith("There is no run in ");
        assertThat(runs("show", "last")).isEqualTo(2);
        assertThat(terminal.err()).contains("RUN_UNKNOWN").contains("sluice runs");
    }

    @Test
    void theListHasALineForEachRunAndSaysWhatEndedIt() {
        begin(FIRST, "users").close();
        try (RunFile file = begin(SECOND, "orders")) {
            file.heard(SyncEvent.Ended.without(new HostException(HostFailure.SOURCE_EMPTY.detail())));
        }
        assertThat(runs()).isZero();
        List<String> lines = terminal.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).contains("orders", "stopped by guard (SOURCE_EMPTY)", SECOND);
        assertThat(lines.get(2)).contains("users", "died", "1,000", "500", FIRST);
        assertThat(lines).allMatch(line -> line.equals(line.stripTrailing()));
    }

    @Test
    void columnsAreBelowTheirHeadingsWhateverTheNames() {
        begin(FIRST, "\u7528\u6237").close();
        begin(SECOND, "u\u202es").close();
        assertThat(runs()).isZero();
        List<String> lines = terminal.out().lines().toList();
        int status = lines.get(0).indexOf("STATUS");
        assertThat(lines.get(1).indexOf("died"))
                .as("u\\u202es is shown escaped")
                .isEqualTo(status);
        assertThat(lines.get(2).indexOf("died"))
                .as("two letters of two columns each")
                .isEqualTo(status - 2);
    }

    @Test
    void theListOfOneSyncIsJsonToo() {
        begin(FIRST, "users").close();
        begin(SECOND, "orders").close();
        assertThat(runs("users", "-o", "json")).isZero();
        assertThat(terminal.json().path("result")).hasSize(1);
        assertThat(terminal.json().path("result").get(0).path("status").asString())
                .isEqualTo("died");
    }

    @Test
    void oneRunIsShownWithItsPhasesAndItsFailure() {
        try (RunFile file = begin(SECOND, "orders")) {
            file.heard(SyncEvent.Ended.without(new HostException(HostFailure.SOURCE_EMPTY.detail())));
        }
        assertThat(runs("show", "orders")).isZero();
        assertThat(terminal.out())
                .contains("orders: stopped by guard (SOURCE_EMPTY), run " + SECOND)
                .contains("from users.csv to memory, mode mirror")
                .contains("SOURCE_EMPTY: ")
                .contains("→ ")
                .contains("1 reconnects");
    }

    @Test
    void tailTellsTheEventsOfARunThatHasDied() {
        begin(FIRST, "users").close();
        assertThat(runs("tail", FIRST)).isZero();
        assertThat(terminal.out())
                .contains("run " + FIRST + ": sync of users, mode mirror, destination fake 0.1")
                .contains("source users.csv, columns id; target memory, key id, batches of 500 by up to 2 writers")
                .contains("writing of 1,000 rows")
                .contains("writing 50 %, 1,000 read, 500 written, 0 rejected")
                .contains("connected again to db1:6379")
                .contains("The run has died");
    }

    @Test
    void tailEndsWhenTheRunDoes() throws InterruptedException {
        try (RunFile file = begin(FIRST, "users")) {
            Thread ending = new Thread(() -> file.heard(SyncEvent.Ended.without(HostFailure.RUN_STOPPED.exception())));
            ending.start();
            assertThat(runs("tail", "-o", "json")).isZero();
            ending.join();
        }
        assertThat(terminal.json().path("result").path(5).path("status").asString())
                .isEqualTo("cancelled");
    }
}
