package dev.sluice.tck.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.RunMarker.State;
import dev.sluice.spi.WriteRequest;
import dev.sluice.tck.Faults;
import dev.sluice.tck.host.HostRun;
import dev.sluice.tck.host.RunWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The marker of a sync at its target, by which a host sees whether this is still the target that it left. */
abstract class MarkerRules extends StagedRules {
    private long next = 1;

    /**
     * The first run of a sync finds no marker, and the next one that of the first, complete. Asked because the host trusts the target only
     * then. Does not apply when the destination keeps no marker. On failure look for a marker that is read after it was replaced.
     */
    @Test
    public final void capability_r16_01_aRunFindsTheLastOne() {
        String sync = markedSync();
        String first;
        try (HostRun run = open(sync)) {
            assertMarkers("found by the first run", run.markers(), RunMarker.NOTHING);
            first = writeAndCommit(run);
        }
        try (HostRun run = open(sync)) {
            assertMarkers("found after a commit", run.markers(), RunMarker.found(first, State.COMPLETE, 0));
        }
    }

    /**
     * A run that was closed without a commit is found open, with its last checkpoint. Asked because the host then trusts what it had stored
     * before that checkpoint. Does not apply when the destination keeps no marker. On failure look for a {@code close} that removes the
     * marker, and for a checkpoint that does not reach the target.
     */
    @Test
    public final void capability_r16_02_aRunWithoutACommitIsFoundOpen() {
        String sync = markedSync();
        String first;
        try (HostRun run = open(sync)) {
            first = run.handle().runId();
            run.checkpoint(1);
            run.checkpoint(2);
        }
        String second;
        try (HostRun run = open(sync)) {
            assertMarkers("found after two checkpoints", run.markers(), RunMarker.found(first, State.OPEN, 2));
            second = run.handle().runId();
        }
        try (HostRun run = open(sync)) {
            assertMarkers("found after no checkpoint", run.markers(), RunMarker.found(second, State.OPEN, 0));
        }
    }

    /**
     * A reader tells the markers of a sync as they are, and leaves them so. Asked because a plan must not look like a run. Does not apply
     * when the destination keeps no marker or has no reader. On failure look for a reader that opens a run.
     */
    @Test
    public final void capability_r16_03_aReaderLeavesTheMarker() {
        String sync = markedSync();
        assertMarkers("read before the first run", read(sync), RunMarker.NOTHING);
        RunMarker complete;
        try (HostRun run = open(sync)) {
            assertMarkers(
                    "read while a run is open",
                    read(sync),
                    RunMarker.found(run.handle().runId(), State.OPEN, 0));
            complete = RunMarker.found(writeAndCommit(run), State.COMPLETE, 0);
        }
        assertMarkers("read after a commit", read(sync), complete);
        assertMarkers("read again", read(sync), complete);
        try (HostRun run = open(sync)) {
            assertMarkers("found after it was read", run.markers(), complete);
        }
    }

    /**
     * Of two runs at once the first one is stopped at its next checkpoint, with the code TARGET_REPLACED, the commit of the second one
     * answers TARGET_REPLACED, and the next run finds them contested. Asked because neither knows what the other wrote. Does not apply when
     * the destination keeps no marker. On failure look for a checkpoint that does not look at what it replaces.
     */
    @Test
    public final void capability_r16_04_aCheckpointSeesAnotherRun() {
        String sync = markedSync();
        try (HostRun first = open(sync);
                HostRun second = open(sync)) {
            assertMarkers(
                    "found by the second run",
                    second.markers(),
                    RunMarker.found(first.handle().runId(), State.OPEN, 0));
            assertThat(assertThrown("a checkpoint of the first run", catchThrowable(() -> first.checkpoint(1)))
                            .detail()
                            .code())
                    .as("code of the first run's checkpoint")
                    .isEqualTo("TARGET_REPLACED");
            writeOne(second);
            assertThat(second.commit()).as("of the second run's commit").isEqualTo(CommitResult.TARGET_REPLACED);
        }
        assertContested(sync);
    }

    /**
     * The commit of a run that another run has followed answers TARGET_REPLACED, and the next run finds them contested. Asked because the
     * other run may have written the same records. Does not apply when the destination keeps no marker. On failure look for a commit that
     * does not look at what it replaces.
     */
    @Test
    public final void capability_r16_05_aCommitSeesAnotherRun() {
        String sync = markedSync();
        try (HostRun first = open(sync);
                HostRun second = open(sync)) {
            writeOne(first);
            assertThat(first.commit()).as("of the first run's commit").isEqualTo(CommitResult.TARGET_REPLACED);
            assertThat(second.handle()).as("handle of the second run").isNotEqualTo(first.handle());
        }
        assertContested(sync);
    }

    /**
     * Two syncs have markers of their own, and a run without a sync leaves none and replaces none. Asked because only runs of one sync know
     * of each other. Does not apply when the destination keeps no marker. On failure look for the id of the sync in the marker's name.
     */
    @Test
    public final void capability_r16_06_syncsHaveMarkersOfTheirOwn() {
        String sync = markedSync();
        String first;
        try (HostRun run = open(sync)) {
            first = writeAndCommit(run);
        }
        try (HostRun other = open(newSync())) {
            assertMarkers("found by the first run of another sync", other.markers(), RunMarker.NOTHING);
            writeAndCommit(other);
        }
        try (HostRun without = HostRun.open(destination, request(), source)) {
            assertMarkers("found by a run without a sync", without.markers(), RunMarker.NOT_KEPT);
            writeAndCommit(without);
        }
        try (HostRun run = open(sync)) {
            assertMarkers("found after runs of others", run.markers(), RunMarker.found(first, State.COMPLETE, 0));
        }
    }

    /**
     * After a connection was lost in a run, its commit and its marker say the same: only where the commit answers COMPLETE the next run finds
     * it complete, and what was reported as written is there. Asked because the new connection may lead to a target that has lost rows. Does
     * not apply when the destination keeps no marker; untested when the fixture cannot disturb connections. On failure look for a marker
     * that is completed before the connections are proven.
     */
    @Test
    public final void capability_r16_07_aLostConnectionIsProvenOrUncertain() {
        String sync = markedSync();
        try (Faults faults = faults()) {
            WriteRequest request = request(faults.config(), fixture.target(), writingMode());
            Optional<CommitResult> result;
            String runId;
            try (HostRun run = HostRun.open(destination, request, source, HostRun.context(sync))) {
                runId = run.handle().runId();
                try (RunWriter writer = run.writer()) {
                    assertTaken("before the connection was lost", writeWith(writer, sets(people(1, 3))));
                    faults.cut(0);
                    writer.write(sets(people(4, 3)));
                }
                result = commit(run);
            }
            boolean complete = result.filter(CommitResult.COMPLETE::equals).isPresent();
            try (HostRun next = open(sync)) {
                assertThat(next.markers().contains(RunMarker.found(runId, State.COMPLETE, 0)))
                        .as("whether the next run finds the run complete, whose commit answered %s", result)
                        .isEqualTo(complete);
            }
            // A staged writer that failed has prepared nothing.
            if (complete && !isStaged(writingMode())) {
                assertThat(fixture.readAll().keySet()).as("records").containsAll(Set.of("1", "2", "3"));
            }
        }
    }

    /**
     * After its target was emptied a sync finds no marker, and a run during which it is emptied is not complete: its commit answers
     * TARGET_REPLACED or RUN_UNCERTAIN, or throws where the changes were staged. Asked because the host would trust rows that are gone. Does not apply when the destination keeps no
     * marker; untested when the fixture cannot empty its space. On failure look for a marker outside the target, and for a commit that does
     * not look at what it replaces.
     */
    @Test
    public final void capability_r16_08_anEmptiedTargetIsSeen() {
        String sync = markedSync();
        try (HostRun run = open(sync)) {
            writeAndCommit(run);
        }
        if (!fixture.empty()) {
            throw untested("the fixture cannot empty its space");
        }
        try (HostRun run = open(sync)) {
            assertMarkers("found after the target was emptied", run.markers(), RunMarker.NOTHING);
            writeOne(run);
            fixture.empty();
            // What was staged may be gone as well: then nothing becomes visible.
            Optional<CommitResult> result = isStaged(writingMode()) ? commit(run) : Optional.of(run.commit());
            assertThat(result)
                    .as("of the commit of a run during which the target was emptied")
                    .isNotEqualTo(Optional.of(CommitResult.COMPLETE));
        }
    }

    /** The answer to a commit; empty if it threw. */
    private static Optional<CommitResult> commit(HostRun run) {
        try {
            return Optional.of(run.commit());
        } catch (DestinationException e) {
            return Optional.empty();
        }
    }

    /** The id of a sync of which nobody has heard, where the destination keeps markers. */
    final String markedSync() {
        try (HostRun probe = open(newSync())) {
            assumeTrue(
                    !probe.markers().stream().allMatch(RunMarker.NotKept.class::isInstance),
                    "not applicable: the destination keeps no marker");
        }
        return newSync();
    }

    private static String newSync() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private WriteRequest request() {
        return request(writingMode());
    }

    final HostRun open(String sync) {
        return HostRun.open(destination, request(), source, HostRun.context(sync));
    }

    /** Writes a row that no run has written yet. */
    private void writeOne(HostRun run) {
        try (RunWriter writer = run.writer()) {
            assertTaken("of a run", writeWith(writer, sets(people(next++, 1))));
        }
    }

    /** Writes a row and commits. Returns the id of the run. */
    private String writeAndCommit(HostRun run) {
        writeOne(run);
        assertThat(run.commit()).as("of a commit").isEqualTo(CommitResult.COMPLETE);
        return run.handle().runId();
    }

    private List<RunMarker> read(String sync) {
        try (RecordReader reader = destination
                .reader(request(), HostRun.context(sync))
                .orElseThrow(() -> new TestAbortedException("not applicable: the destination has no reader"))) {
            return reader.markers();
        }
    }

    private void assertContested(String sync) {
        try (HostRun next = open(sync)) {
            assertThat(next.markers())
                    .as("markers found after two runs at once")
                    .anyMatch(marker -> marker instanceof RunMarker.Found found && found.state() == State.CONTESTED);
        }
    }

    private static void assertMarkers(String when, List<RunMarker> markers, RunMarker each) {
        assertThat(markers).as("markers, %s", when).isNotEmpty().containsOnly(each);
    }
}
