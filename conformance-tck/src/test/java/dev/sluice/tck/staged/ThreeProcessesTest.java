package dev.sluice.tck.staged;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.host.JavaProcess;
import dev.sluice.tck.memory.MemoryServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writers in three processes, one of which is killed, and one commit: the target has every row once, and nothing of the killed writer. */
class ThreeProcessesTest {
    private static final int EACH = 100;

    @TempDir
    private Path root;

    private final List<Process> processes = new ArrayList<>();
    private final String table = "three-" + UUID.randomUUID();

    @AfterEach
    void endAll() {
        processes.forEach(Process::destroyForcibly);
        MemoryServer.INSTANCE.table(table).clear();
    }

    private BulkDestination destination(SyncMode mode) {
        return mode == SyncMode.MIRROR ? new SwapDestination(root) : new BulkDestination(root);
    }

    /** Starts a process that writes rows of a run. */
    private BufferedReader start(DestinationRun run, SyncMode mode, String writer, long first, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                run.handle().runId(),
                run.handle().values().get("job"),
                mode.name(),
                table,
                String.valueOf(first),
                String.valueOf(EACH),
                writer));
        arguments.addAll(List.of(more));
        Process process = JavaProcess.of(WriterProcess.class, List.of(), arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        processes.add(process);
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"UPSERT", "MIRROR"})
    void ofThreeWritersOneIsKilledAndTheCommitIsExact(SyncMode mode) throws Exception {
        WriteRequest request = WriterProcess.request(mode, table);
        Map<String, String> expected = new TreeMap<>();
        try (DestinationRun run = destination(mode).openRun(request, RunContext.of("run-" + UUID.randomUUID()))) {
            BufferedReader first = start(run, mode, "first", 0);
            BufferedReader second = start(run, mode, "second", EACH);
            BufferedReader killed = start(run, mode, "killed", 2 * EACH, WriterProcess.HANGS);
            assertThat(killed.readLine()).as("said after its last batch").isEqualTo(WriterProcess.HANGS);
            Process third = processes.get(2).destroyForcibly();
            assertThat(third.waitFor(30, TimeUnit.SECONDS))
                    .as("the killed one has ended")
                    .isTrue();
            assertThat(third.exitValue()).as("exit of the killed one").isEqualTo(128 + 9);
            BufferedReader again = start(run, mode, "again", 2 * EACH);
            List<String> prepared = List.of(first.readLine(), second.readLine(), again.readLine());
            assertThat(MemoryServer.INSTANCE.table(table))
                    .as("records before the commit")
                    .isEmpty();
            assertThat(run.commit(prepared, CommitObserver.NONE)).isEqualTo(CommitResult.COMPLETE);
            assertThat(destination(mode).resolve(request, run.handle(), RunContext.of("next"), CommitObserver.NONE))
                    .isEqualTo(RunFate.COMMITTED);
        }
        for (int id = 0; id < 3 * EACH; id++) {
            expected.put(
                    String.valueOf(id),
                    "by " + List.of("first", "second", "again").get(id / EACH));
        }
        assertThat(records()).isEqualTo(expected);
    }

    private Map<String, String> records() {
        Map<String, String> records = new TreeMap<>();
        MemoryServer.INSTANCE
                .table(table)
                .forEach((id, record) -> records.put(
                        id, requireNonNull(record.get("name")).value().toString()));
        return records;
    }
}
