package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.CommitResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.RunMarker;
import dev.sluice.spi.SyncMode;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs at a target that keeps a marker, and audience modes. */
class MarkedRunTest {
    @TempDir
    Path directory;

    private final FakeDestination destination = new FakeDestination();
    private final MemoryStates states = new MemoryStates(5);

    private boolean full;

    private SyncReport run(SyncMode mode, FakeSource source) {
        SyncDefinition definition = SyncDefinition.builder("test", destination)
                .mode(mode)
                .primaryKey(List.of("id"))
                .full(full)
                .guards(new Guards(1, OptionalLong.empty(), OptionalInt.of(100)))
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
        SyncReport report = new SyncEngine(Clock.systemUTC(), states)
                .run(definition, source, SyncListener.NONE, new Cancellation());
        SyncReport.Rows rows = report.rows();
        assertThat(rows.read())
                .as("read is the sum: %s", rows)
                .isEqualTo(rows.written()
                        + rows.unchanged()
                        + rows.skipped()
                        + rows.rejected()
                        + rows.indeterminate()
                        + rows.notAttempted());
        return report;
    }

    private SyncReport mirror(FakeSource source) {
        destination.marks = true;
        return run(SyncMode.MIRROR, source);
    }

    private static FakeSource of(int rows, String value) {
        return FakeSource.of(rows, value);
    }

    @Test
    void aMirrorOfATargetThatWasEmptiedWritesEverythingAndRemovesNothing() {
        mirror(of(20, "a"));
        assertThat(mirror(of(20, "a")).rows().unchanged()).isEqualTo(20);

        destination.records.clear();
        destination.records.put("k19", "of another application");
        destination.marker = RunMarker.NOTHING;
        SyncReport report = mirror(of(19, "a"));
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.removals().planned()).isZero();
        assertThat(report.warnings()).singleElement().asString().contains("emptied");
        assertThat(destination.records).hasSize(20).containsEntry("k19", "of another application");
        assertThat(mirror(of(18, "a")).removals().removed())
                .as("what is its own again")
                .isEqualTo(1);
        assertThat(destination.records).containsKey("k19").doesNotContainKey("k18");
    }

    @Test
    void whereOneNodeIsContestedAndOneIsOlderTheOlderOneLosesItsOrphans() {
        mirror(of(20, "a"));
        RunMarker older = destination.marker;
        mirror(of(19, "a"));
        destination.records.put("k19", "k19|a");
        destination.others = List.of(older);
        destination.marker = RunMarker.found("01STRANGER", RunMarker.State.CONTESTED, 0);
        SyncReport report = mirror(of(19, "a"));
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(destination.records).hasSize(19);
    }

    @Test
    void recordsOfAnotherTypeAreReplacedAndThoseOfOthersAreNot() {
        destination.recordType = "string";
        mirror(of(7, "a"));
        destination.recordType = "hash";
        destination.records.put("k9", "string:of another application");
        SyncReport report = mirror(of(10, "a"));
        assertThat(report.rows().written()).isEqualTo(9);
        assertThat(report.rows().rejected()).isEqualTo(1);
        assertThat(report.removals().planned()).isZero();
        assertThat(destination.records).hasSize(10).containsEntry("k9", "string:of another application");
        assertThat(destination.records.values())
                .filteredOn(record -> record.startsWith("hash:"))
                .hasSize(9);
        destination.records.remove("k9");
        assertThat(mirror(of(10, "a")).rows().written()).isEqualTo(1);
    }

    @Test
    void aRunThatIsCutOffWhileItReplacesRecordsIsMadeGoodByTheNext() {
        destination.recordType = "string";
        mirror(of(10, "a"));
        destination.recordType = "hash";
        destination.parallelism = 1;
        AtomicInteger batches = new AtomicInteger();
        destination.before = changes -> {
            if (batches.incrementAndGet() > 2) {
                throw DestinationException.of(FakeDestination.UNKNOWN);
            }
            return null;
        };
        assertThat(mirror(of(10, "a")).ended()).isEqualTo(Ended.FAILED);
        assertThat(destination.records.values()).anyMatch(record -> record.startsWith("hash:"));
        destination.before = changes -> null;
        assertThat(mirror(of(10, "a")).ended()).isEqualTo(Ended.COMPLETED);
        assertThat(destination.records).hasSize(10);
        assertThat(destination.records.values()).allMatch(record -> record.startsWith("hash:"));
        assertThat(mirror(of(9, "a")).removals().removed()).isEqualTo(1);
    }

    @Test
    void aTargetThatSomebodyElseWroteToIsWrittenWholly() {
        mirror(of(20, "a"));
        destination.marker = RunMarker.found("01STRANGER", RunMarker.State.COMPLETE, 0);
        SyncReport report = mirror(of(19, "a"));
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(report.warnings()).singleElement().asString().contains("01STRANGER");
    }

    @Test
    void ofATargetThatIsBehindWhatWasRemovedIsRemovedAgainAlsoIfEverythingIsWritten() {
        mirror(of(20, "a"));
        RunMarker first = destination.marker;
        mirror(of(19, "a"));
        destination.marker = first;
        destination.records.put("k19", "k19|a");
        full = true;
        SyncReport report = mirror(of(19, "a"));
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(destination.records).hasSize(19);
    }

    @Test
    void aTargetThatIsBehindIsWrittenFromThereOn() {
        mirror(of(20, "a"));
        RunMarker first = destination.marker;
        mirror(of(20, "a").row("k20", "a"));
        mirror(of(19, "a").row("k20", "a"));
        destination.marker = first;
        SyncReport report = mirror(of(19, "a").row("k20", "a"));
        assertThat(report.rows().written()).as("k20, which came after that run").isEqualTo(1);
        assertThat(report.removals().removed())
                .as("k19, which was removed after that run")
                .isEqualTo(1);
    }

    @Test
    void checkpointsAreSentWhileTheRunWritesAndTheLastOfACutRunIsBelieved() {
        destination.parallelism = 1;
        mirror(of(23, "a"));
        assertThat(destination.log).contains("checkpoint 1", "checkpoint 4");
    }

    @Test
    void aRunAlwaysLooksAtItsTargetEvenIfNothingChanged() {
        mirror(of(5, "a"));
        int writers = destination.opened.get();
        mirror(of(5, "a"));
        assertThat(destination.opened.get()).as("no writer opens").isEqualTo(writers);
        assertThat(destination.marker)
                .isInstanceOfSatisfying(
                        RunMarker.Found.class,
                        found -> assertThat(found.state()).isEqualTo(RunMarker.State.COMPLETE));
    }

    @Test
    void ofAnUncertainRunTheRowsAreWrittenAgain() {
        mirror(of(20, "a"));
        destination.commit = CommitResult.RUN_UNCERTAIN;
        SyncReport report = mirror(of(20, "a").row("k20", "a"));
        assertThat(report.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("RUN_UNCERTAIN"));
        assertThat(report.exitCode()).isEqualTo(3);
        destination.commit = CommitResult.COMPLETE;
        assertThat(mirror(of(20, "a").row("k20", "a")).rows().written()).isEqualTo(1);
    }

    @Test
    void ofAReplacedTargetEveryRowIsWrittenAgain() {
        mirror(of(20, "a"));
        destination.commit = CommitResult.TARGET_REPLACED;
        SyncReport report = mirror(of(20, "a"));
        assertThat(report.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("TARGET_REPLACED"));
        assertThat(report.exitCode()).isEqualTo(3);
        destination.commit = CommitResult.COMPLETE;
        assertThat(mirror(of(20, "a")).rows().written()).isEqualTo(20);
    }

    @Test
    void aCheckpointThatFindsAnotherTargetEndsTheRun() {
        destination.checkpointFailure = DestinationException.of(HostFailure.TARGET_REPLACED.detail());
        SyncReport report = mirror(of(200, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.failure())
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("TARGET_REPLACED"));
        destination.checkpointFailure = null;
        assertThat(mirror(of(200, "a")).rows().written()).isEqualTo(200);
    }

    @Test
    void aGuardStopsAMirrorBeforeItsFirstWrite() {
        mirror(of(20, "a"));
        int written = destination.log.size();
        SyncDefinition definition = SyncDefinition.builder("test", destination)
                .mode(SyncMode.MIRROR)
                .primaryKey(List.of("id"))
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> new SyncEngine(Clock.systemUTC(), states)
                        .run(definition, of(9, "b"), SyncListener.NONE, new Cancellation()))
                .satisfies(e -> assertThat(e.is(HostFailure.TOO_MANY_REMOVALS)).isTrue());
        assertThat(destination.log).hasSize(written);
        assertThat(mirror(of(20, "a")).rows().unchanged())
                .as("and nothing is doubted for it")
                .isEqualTo(20);
    }

    @Test
    void aFullRunWritesEverythingAndStillRemovesWhatIsGone() {
        run(SyncMode.MIRROR, of(20, "a"));
        destination.records.put("k3", "overwritten by somebody");
        full = true;
        SyncReport report = run(SyncMode.MIRROR, of(19, "a"));
        assertThat(report.rows().written()).isEqualTo(19);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(destination.records).hasSize(19).containsEntry("k3", "k3|a");
        full = false;
        assertThat(run(SyncMode.MIRROR, of(19, "a")).rows().unchanged()).isEqualTo(19);
    }

    @Test
    void anAudienceMirrorRemovesBeforeItWrites() {
        run(SyncMode.AUDIENCE_MIRROR, of(3, "a"));
        destination.log.clear();
        SyncReport report = run(SyncMode.AUDIENCE_MIRROR, of(2, "a").row("k9", "a"));
        assertThat(destination.log).containsExactly("-k2", "k9|a");
        assertThat(report.rows().unchanged()).isEqualTo(2);
    }

    @Test
    void anAdditiveAudienceRemovesNobody() {
        run(SyncMode.AUDIENCE_ADDITIVE, of(3, "a"));
        destination.log.clear();
        SyncReport report = run(SyncMode.AUDIENCE_ADDITIVE, of(1, "b"));
        assertThat(destination.log).containsExactly("k0|b");
        assertThat(report.removals()).isEqualTo(SyncReport.Removals.NONE);
        assertThat(run(SyncMode.AUDIENCE_ADDITIVE, of(1, "b").row("k1", "a"))
                        .rows()
                        .unchanged())
                .as("a member that comes back never left")
                .isEqualTo(2);
    }

    @Test
    void aSubtractiveAudienceWritesNobodyAndRemovesWhoIsGone() {
        SyncReport first = run(SyncMode.AUDIENCE_SUBTRACTIVE, of(3, "a"));
        assertThat(destination.log).isEmpty();
        assertThat(first.rows().skipped()).isEqualTo(3);
        SyncReport second = run(SyncMode.AUDIENCE_SUBTRACTIVE, of(2, "a").row("k9", "a"));
        assertThat(destination.log).containsExactly("-k2");
        assertThat(second.rows().unchanged()).isEqualTo(2);
        assertThat(second.rows().skipped()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = SyncMode.class,
            names = {"AUDIENCE_MIRROR", "AUDIENCE_ADDITIVE", "AUDIENCE_SUBTRACTIVE"})
    void anAudienceThatDidNotChangeIsLeftAlone(SyncMode mode) {
        run(mode, of(3, "a"));
        destination.log.clear();
        assertThat(run(mode, of(3, "a")).rows().unchanged()).isEqualTo(3);
        assertThat(destination.log).isEmpty();
    }
}
