package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.support.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Runs as a whole: their handles, their checkpoints, and what becomes of those that no process ends. */
abstract class RunRules extends HistoryRules {
    /**
     * The handle of a run has the run's id, is the same on every call, and holds no secret. Asked because hosts store it, and send it to
     * other processes. On failure look for a handle that is made anew in {@code handle()}, and for settings copied into its values.
     */
    @Test
    public final void required_r13_01_theHandleNamesTheRun() {
        RunContext context = HostRun.context();
        Secrets secrets = new Secrets();
        secrets.addAll(configSchema(), fixture.config());
        secrets.addAll(targetSchema(), fixture.target());
        try (DestinationRun run = destination.openRun(request(writingMode()), context)) {
            assertThat(run.handle().runId()).as("run id of the handle").isEqualTo(context.runId());
            assertThat(run.handle()).as("handle on a second call").isEqualTo(run.handle());
            secrets.assertNotIn("the handle of a run", run.handle());
        }
    }

    /**
     * A writer opens in another process, which has the handle as plain values only, and the run commits what it wrote. Asked because hosts
     * write with several processes. On failure look for state of the run that only the object has that opened it.
     */
    @Test
    public final void required_r13_02_writersOpenElsewhere() {
        WriteRequest request = request(writingMode());
        try (DestinationRun run = destination.openRun(request, HostRun.context())) {
            List<String> prepared = new ArrayList<>();
            prepared.add(stage(discover().get(0), request, run, people(1, 3)));
            prepared.add(stage(discover().get(0), request, run, people(11, 3)));
            assertThat(run.commit(prepared, CommitObserver.NONE))
                    .as("of the commit")
                    .isEqualTo(CommitResult.COMPLETE);
        }
        List<Row> expected = new ArrayList<>(people(1, 3));
        expected.addAll(people(11, 3));
        assertState("after two writers elsewhere and a commit", expected);
    }

    /**
     * Another process resolves a run that was neither committed nor closed as not committed, the first time and again, and runs after it
     * work. Asked because the process of a host may end at any time, and no run of the sync may begin before the last one is resolved. On
     * failure look for a fate that only the object knows that opened the run.
     */
    @Test
    public final void required_r13_03_anUnfinishedRunIsResolved() {
        SyncMode mode = writingMode();
        try (DestinationRun run = destination.openRun(request(mode), HostRun.context())) {
            stage(destination, request(mode), run, people(1, 2));
            for (int time = 1; time <= 2; time++) {
                assertThat(resolve(mode, run.handle(), CommitObserver.NONE))
                        .as("fate of a run that was not committed, asked %d times", time)
                        .isEqualTo(RunFate.NOT_COMMITTED);
            }
        }
        // Without a commit a staged run has written nothing; any other may have.
        boolean again = isStaged(mode) || profile(mode).existing() != WriteProfile.Existing.SKIP;
        assertAllWritten("by the next run", write(request(mode), sets(again ? people(1, 3) : people(3, 1))));
        assertState("after the next run", people(1, 3));
    }

    /**
     * Checkpoints, which come in ascending order and on a thread of their own while writers write, change no record, and a commit after
     * them is complete. Asked because they say what the host has stored, and nothing else. On failure look at what {@code checkpoint} does.
     */
    @Test
    public final void required_r13_04_checkpointsDisturbNothing() {
        SyncMode mode = writingMode();
        WriteRequest request = request(mode);
        try (HostRun run = HostRun.open(destination, request, source)) {
            try (DestinationWriter writer = run.writer()) {
                for (int number = 1; number <= 3; number++) {
                    assertTaken("before a checkpoint", writeWith(writer, sets(people(number, 1))));
                    Map<String, Map<String, String>> before = fixture.readAll();
                    long checkpoint = number;
                    CompletableFuture.runAsync(() -> run.checkpoint(checkpoint)).join();
                    assertUnchanged("after checkpoint " + number, before);
                }
            }
            assertThat(run.commit()).as("of the commit").isEqualTo(CommitResult.COMPLETE);
        }
        assertState("after three checkpoints and a commit", people(1, 3));
    }

    /**
     * A run tells what it found where markers are kept, one for each place, and {@code NOT_KEPT} where there is no such place; never nothing.
     * Asked because a host that finds no marker at all cannot tell whether it may trust its state. On failure look for a list of markers that
     * starts empty.
     */
    @Test
    public final void required_r13_05_aRunTellsOfMarkers() {
        WriteRequest request = request(writingMode());
        for (RunContext context : List.of(
                HostRun.context(), HostRun.context(UUID.randomUUID().toString().substring(0, 8)))) {
            try (DestinationRun run = destination.openRun(request, context)) {
                assertThat(run.markers())
                        .as("markers of a run %s a sync", context.syncId().isPresent() ? "of" : "without")
                        .isNotEmpty()
                        .doesNotContainNull();
            }
        }
    }

    /** Writes rows with a writer that is made from the plain values of a run's handle. Returns what it prepared. */
    final String stage(Destination where, WriteRequest request, DestinationRun run, List<Row> rows) {
        prepare(rows);
        RunHandle handle =
                RunHandle.of(run.handle().runId(), Map.copyOf(run.handle().values()));
        try (DestinationWriter writer = where.write(request, handle, RunContext.of(handle.runId()))) {
            assertTaken("of a writer", writeWith(writer, sets(rows)));
            return writer.prepareCommit();
        }
    }
}
