package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.change.MemoryStates;
import dev.sluice.host.definition.Guards;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.Cancellation;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.report.VerifyReport.Kind;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteProfile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedRunTest {
    @TempDir
    Path directory;

    private final FakeDestination destination = new FakeDestination();
    private final MemoryStates states = new MemoryStates();
    private SyncMode mode = SyncMode.MIRROR;
    private int maxDeletePercent = 100;

    @BeforeEach
    void readable() {
        destination.readable = true;
    }

    private SyncDefinition definition() {
        return SyncDefinition.builder("test", destination)
                .mode(mode)
                .primaryKey(java.util.List.of("id"))
                .guards(new Guards(1, OptionalLong.empty(), OptionalInt.of(maxDeletePercent)))
                .sample(0)
                .stateDirectory(directory.resolve("state"))
                .deadLetters(directory.resolve("dead"))
                .build();
    }

    private SyncEngine engine() {
        return new SyncEngine(Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC), states);
    }

    private SyncReport run(FakeSource source) {
        return engine().run(definition(), source, SyncListener.NONE, new Cancellation());
    }

    private VerifyReport verify(FakeSource source, long sample, boolean repair) {
        VerifyReport report = engine().verify(
                        definition(),
                        source,
                        new Verification(sample, repair, 5),
                        SyncListener.NONE,
                        new Cancellation());
        VerifyReport.Rows rows = report.rows();
        assertThat(rows.looked())
                .as("%s", rows)
                .isEqualTo(
                        rows.equal() + rows.left() + rows.stale() + rows.missing() + rows.foreign() + rows.expiring());
        return report;
    }

    private VerifyReport verify(FakeSource source) {
        return verify(source, Verification.ALL, false);
    }

    private VerifyReport repair(FakeSource source) {
        return verify(source, Verification.ALL, true);
    }

    private static FakeSource rows() {
        return FakeSource.of(20, "a");
    }

    /** Two stale, one missing. */
    private void edit() {
        destination.records.put("k1", "edited");
        destination.records.put("k2", "edited");
        destination.records.remove("k3");
    }

    @ParameterizedTest
    @ValueSource(longs = {Verification.ALL, Verification.MOST, 20})
    void whatDiffersIsToldByKind(long sample) {
        run(rows());
        assertThat(verify(rows(), sample, false).exitCode()).isEqualTo(ExitCode.DONE);
        edit();
        VerifyReport report = verify(rows(), sample, false);
        assertThat(report.rows()).isEqualTo(new VerifyReport.Rows(20, 0, 20, 17, 0, 2, 1, 0, 0));
        assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(report.examples())
                .extracting(VerifyReport.Example::kind)
                .containsExactly(Kind.STALE, Kind.STALE, Kind.MISSING);
        assertThat(report.examples().get(0).now()).contains("edited");
        assertThat(destination.records).containsEntry("k1", "edited").doesNotContainKey("k3");
    }

    @Test
    void whatAnInsertFindsIsLeftAsItIsWhateverItIs() {
        mode = SyncMode.INSERT;
        destination.records.putAll(Map.of("k0", "k0|a", "k1", "k1|old", "k2", "of another type"));
        destination.foreign.add("k2");
        assertThat(verify(FakeSource.of(3, "a")).rows())
                .returns(1L, VerifyReport.Rows::equal)
                .returns(1L, VerifyReport.Rows::stale)
                .returns(1L, VerifyReport.Rows::foreign);
        destination.existing = WriteProfile.Existing.SKIP;
        VerifyReport report = verify(FakeSource.of(3, "a"));
        assertThat(report.rows()).returns(1L, VerifyReport.Rows::equal).returns(2L, VerifyReport.Rows::left);
        assertThat(report.stay()).isZero();
    }

    @Test
    void aSampleLooksAtSoManyRows() {
        run(rows());
        assertThat(verify(rows(), 7, false).rows().looked()).isEqualTo(7);
    }

    @Test
    void whatDiffersIsWrittenByTheNextRunOfASyncThatRemembers() {
        run(rows());
        edit();
        verify(rows());
        SyncReport next = run(rows());
        assertThat(next.rows().changed()).isEqualTo(3);
        assertThat(next.rows().unchanged()).isEqualTo(17);
        assertThat(destination.records)
                .containsEntry("k1", "k1|a")
                .containsEntry("k2", "k2|a")
                .containsEntry("k3", "k3|a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIRROR", "UPSERT"})
    void whatDiffersIsRepairedAndNothingElseWritten(SyncMode repaired) {
        mode = repaired;
        run(rows());
        edit();
        destination.log.clear();
        VerifyReport report = repair(rows());
        assertThat(report.differences()).isEqualTo(3);
        assertThat(report.stay()).isZero();
        assertThat(report.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(report.repair().orElseThrow().rows().written()).isEqualTo(3);
        assertThat(destination.log).containsExactlyInAnyOrder("k1|a", "k2|a", "k3|a");
        assertThat(verify(rows()).differences()).isZero();
        if (repaired == SyncMode.MIRROR) {
            assertThat(run(rows()).rows().unchanged()).isEqualTo(20);
        }
    }

    @Test
    void whatTheSyncDidNotWriteIsLeftAlone() {
        run(rows());
        destination.records.put("other", "of another application");
        edit();
        VerifyReport report = repair(rows().row("other", "a").row("new", "a"));
        assertThat(report.rows().stale()).isEqualTo(3);
        assertThat(report.rows().missing()).isEqualTo(2);
        assertThat(report.stay()).isEqualTo(1);
        assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(destination.records)
                .containsEntry("other", "of another application")
                .containsEntry("new", "new|a")
                .containsEntry("k1", "k1|a");
    }

    @Test
    void recordsWithoutARowAreToldAndRemovedByARepairUnderTheGuards() {
        run(rows());
        FakeSource fewer = FakeSource.of(17, "a");
        VerifyReport report = verify(fewer);
        assertThat(report.gone()).isEqualTo(3);
        assertThat(report.stay()).isEqualTo(3);
        assertThat(report.examples()).extracting(VerifyReport.Example::kind).containsOnly(Kind.GONE);
        maxDeletePercent = 10;
        VerifyReport stopped = repair(fewer);
        assertThat(stopped.stopped().orElseThrow().code()).isEqualTo(HostFailure.TOO_MANY_REMOVALS.name());
        assertThat(stopped.exitCode()).isEqualTo(ExitCode.of(ErrorCategory.GUARD));
        assertThat(stopped.gone()).as("what was found stands").isEqualTo(3);
        assertThat(stopped.stay()).isEqualTo(3);
        assertThat(destination.records).hasSize(20);
        maxDeletePercent = 15;
        VerifyReport repaired = repair(fewer);
        assertThat(repaired.repair().orElseThrow().removals().removed()).isEqualTo(3);
        assertThat(repaired.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(destination.records).hasSize(17);
        assertThat(run(fewer).removals().planned()).isZero();
    }

    @Test
    void rowsThatCannotBeReadKeepEveryRecord() {
        run(rows());
        VerifyReport report = repair(FakeSource.of(17, "a").unreadable());
        assertThat(report.rows().unreadable()).isEqualTo(1);
        assertThat(report.gone()).isZero();
        assertThat(destination.records).hasSize(20);
    }

    @Test
    void aRecordThatExpiresLongBeforeItShouldIsRepaired() {
        destination.expiry = Expiry.after(Duration.ofHours(10));
        run(rows());
        destination.expiring.put("k4", Duration.ofHours(9));
        destination.expiring.put("k5", Duration.ofMinutes(3));
        VerifyReport report = verify(rows());
        assertThat(report.rows().expiring()).isEqualTo(1);
        assertThat(report.exitCode()).isEqualTo(ExitCode.DIFFERENCES);
        assertThat(run(rows()).rows().changed()).isEqualTo(1);
    }

    @Test
    void aRecordThatShouldExpireAndDoesNotIsRepaired() {
        destination.expiry = Expiry.after(Duration.ofHours(10));
        run(rows());
        destination.lasting.add("k4");
        assertThat(run(rows()).rows().changed())
                .as("a run's user may not be permitted to read expiries")
                .isZero();
        assertThat(verify(rows()).rows().expiring()).isEqualTo(1);
        assertThat(run(rows()).rows().changed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MIRROR", "UPSERT"})
    void ofSeveralRowsWithOneKeyThatOneCountsWhichTheRunWrote(SyncMode written) {
        mode = written;
        FakeSource source = new FakeSource().row("a", "1").row("b", "1").row("a", "2");
        run(source);
        VerifyReport report = repair(source);
        assertThat(report.differences()).isZero();
        assertThat(report.repair()).isEmpty();
        destination.records.put("a", "edited");
        assertThat(repair(source).stay()).isZero();
        assertThat(destination.records).containsEntry("a", written == SyncMode.MIRROR ? "a|1" : "a|2");
    }

    @Test
    void aDifferenceThatIsNoneAnyMoreIsNotRepaired() {
        run(rows());
        edit();
        // The second look begins with the record after the last of the first one.
        destination.reading = () -> {
            if (destination.read.get() == 20) {
                destination.records.put("k1", "k1|a");
                destination.records.put("k2", "k2|a");
                destination.records.put("k3", "k3|a");
            }
        };
        VerifyReport report = repair(rows());
        assertThat(report.rows()).isEqualTo(new VerifyReport.Rows(20, 0, 20, 20, 0, 0, 0, 0, 0));
        assertThat(report.repair()).isEmpty();
    }

    @Test
    void whereNothingCanBeReadThatIsAnError() {
        run(rows());
        destination.readable = false;
        assertThatThrownBy(() -> verify(rows()))
                .isInstanceOfSatisfying(
                        HostException.class,
                        e -> assertThat(e.is(HostFailure.TARGET_UNREADABLE)).isTrue());
    }
}
