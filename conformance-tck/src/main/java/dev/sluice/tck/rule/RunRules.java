package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.CommitObserver;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.Destination;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.DestinationRun;
import dev.sluice.spi.DestinationWriter;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunFate;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.Faults;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import dev.sluice.tck.support.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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

    /**
     * A run, its writers and a reader connect with what {@code RunContext.config()} has, where that differs from the settings of the request,
     * and a writer that connects again after a loss asks anew. Asked because a password may be rotated while a run goes on, and the request
     * holds the one from before. Does not apply when no setting of the fixture is secret; untested when the fixture has no settings that the
     * target refuses for a secret alone. On failure look for {@code request.config()} where a connection is made, and for credentials that
     * are kept.
     */
    @Test
    public final void capability_r13_06_rotatedSecretsAreUsed() {
        SyncMode mode = writingMode();
        Map<String, Object> newest = new TreeMap<>();
        for (String name : configSchema().secrets()) {
            fixture.config().value(name).ifPresent(value -> newest.put(name, value));
        }
        assumeTrue(!newest.isEmpty(), "not applicable: no setting of the fixture is secret");
        BrokenSettings outdated = refused().stream()
                .filter(broken -> differsInSecretsOnly(broken, mode))
                .filter(broken -> !check(broken.config(), broken.target()).passed())
                .reduce((one, last) -> last)
                .orElseThrow(() -> untested("the fixture has no settings that the target refuses for a secret alone"));
        WriteRequest request = request(outdated.config(), fixture.target(), mode);
        AtomicInteger asked = new AtomicInteger();
        RunContext context = HostRun.context(() -> {
            asked.incrementAndGet();
            return DestinationConfig.of(newest);
        });
        try {
            writeIn(HostRun.open(destination, request, source, context), people(1, 3));
            destination.reader(request, context).ifPresent(reader -> {
                try (reader) {
                    assertThat(reader.read(people(1, 1)))
                            .as("answers of a reader")
                            .hasSize(1);
                }
            });
        } catch (DestinationException e) {
            throw new AssertionError(
                    "refused with " + e.detail().code() + ", although RunContext.config() has the right secret: "
                            + outdated.name(),
                    e);
        }
        assertState("written with the newest secrets", people(1, 3));
        if (!isStaged(mode)) {
            assertAsksAnew(mode, context, asked);
        }
    }

    /**
     * A run that the target does not know is resolved as not committed or as unknown, the first time and again, and nothing changes. Asked
     * because a host may have stored a handle of a run that never reached the target, and would otherwise take its rows for written. On
     * failure look for an answer that is the same for every run, and for a fate that is taken from what is absent.
     */
    @Test
    public final void required_r13_07_anUnknownRunIsNotCommitted() {
        SyncMode mode = writingMode();
        prepare(people(1, 2));
        write(request(mode), sets(people(1, 2)));
        Map<String, Map<String, String>> before = fixture.readAll();
        RunHandle unknown = neverOpened(mode);
        for (int time = 1; time <= 2; time++) {
            assertThat(resolve(mode, unknown, CommitObserver.NONE))
                    .as("fate of a run that was never opened, asked %d times", time)
                    .isIn(RunFate.NOT_COMMITTED, RunFate.UNKNOWN);
            assertUnchanged("after a run was resolved that was never opened", before);
        }
    }

    /** The handle of a run, as if it had another id. */
    private RunHandle neverOpened(SyncMode mode) {
        String other = HostRun.context().runId();
        try (DestinationRun run = destination.openRun(request(mode), HostRun.context())) {
            Map<String, String> values = new TreeMap<>(run.handle().values());
            values.replaceAll((name, value) -> value.replace(run.handle().runId(), other));
            return RunHandle.of(other, values);
        }
    }

    private static void writeIn(HostRun run, List<Row> rows) {
        try (run) {
            try (RunWriter writer = run.writer()) {
                assertTaken("with the newest secrets", writeWith(writer, sets(rows)));
            }
            run.commit();
        }
    }

    /** Whether settings lead to the same records, and only secrets tell them from those that work. */
    private boolean differsInSecretsOnly(BrokenSettings broken, SyncMode mode) {
        List<String> differing = Stream.concat(
                        fixture.config().values().keySet().stream(), broken.config().values().keySet().stream())
                .distinct()
                .filter(name ->
                        !fixture.config().value(name).equals(broken.config().value(name)))
                .toList();
        return !differing.isEmpty()
                && configSchema().secrets().containsAll(differing)
                && broken.target().equals(fixture.target())
                && destination
                        .profile(request(broken.config(), broken.target(), mode))
                        .target()
                        .equals(profile(mode).target());
    }

    private void assertAsksAnew(SyncMode mode, RunContext context, AtomicInteger asked) {
        if (fixture.faults().isEmpty()) {
            return;
        }
        isolate();
        try (Faults faults = faults();
                HostRun run =
                        HostRun.open(destination, request(faults.config(), fixture.target(), mode), source, context);
                RunWriter writer = run.writer()) {
            writeWith(writer, sets(people(1, 1)));
            int before = asked.get();
            faults.cut(0);
            BatchResult result = writer.write(sets(people(11, 3)));
            if (result.stop().isEmpty() && result.isAllWritten()) {
                assertThat(asked.get())
                        .as(
                                "how often RunContext.config() was asked, after a lost connection was replaced; if not again, the new one has the secrets of before")
                        .isGreaterThan(before);
            }
        } catch (DestinationException e) {
            // As a run may end that has lost its connection.
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
