package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.change.ChangeStates;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Expiry;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs that compare the rows with what was written before. */
class ComparedRunTest extends EngineScenario {
    @Test
    void aMirrorWritesWhatDiffersAndRemovesWhatIsGone() {
        run(SyncMode.MIRROR, new FakeSource().row("a", "1").row("b", "1").row("c", "1"));
        SyncReport report = run(
                SyncMode.MIRROR, new FakeSource().row("a", "1").row("b", "2").row("d", "1"));
        assertThat(report.rows().unchanged()).isEqualTo(1);
        assertThat(report.rows().changed()).isEqualTo(1);
        assertThat(report.rows().added()).isEqualTo(1);
        assertThat(report.removals().removed()).isEqualTo(1);
        assertThat(destination.records).isEqualTo(Map.of("a", "a|1", "b", "b|2", "d", "d|1"));
        FakeSource same = new FakeSource().row("a", "1").row("b", "2").row("d", "1");
        assertThat(run(SyncMode.MIRROR, same).rows().unchanged()).isEqualTo(3);
        assertThat(same.passes).as("nothing to write, no second pass").isEqualTo(1);
    }

    @Test
    void anUpsertThatComparesSendsWhatDiffersAndRemovesNothing() {
        changedOnly = true;
        assertThat(run(SyncMode.UPSERT, FakeSource.of(3, "a")).rows().added()).isEqualTo(3);
        assertThat(run(SyncMode.UPSERT, FakeSource.of(3, "a")).rows().unchanged())
                .isEqualTo(3);
        assertThat(writes()).hasSize(3);

        SyncReport fewer = run(SyncMode.UPSERT, new FakeSource().row("k0", "b").row("k9", "a"));
        assertThat(fewer.rows().changed()).isEqualTo(1);
        assertThat(fewer.rows().added()).isEqualTo(1);
        assertThat(fewer.removals()).isEqualTo(SyncReport.Removals.NONE);
        assertThat(fewer.warnings()).isEmpty();
        assertThat(destination.records).hasSize(4).containsEntry("k0", "k0|b").containsEntry("k1", "k1|a");
        assertThat(run(SyncMode.UPSERT, FakeSource.of(3, "a")).rows().unchanged())
                .as("what was not in the source is known still")
                .isEqualTo(2);
        assertThat(run(SyncMode.UPSERT, new FakeSource()).failure())
                .as("an empty source is no work")
                .isEmpty();
        assertThat(run(SyncMode.MIRROR, FakeSource.of(3, "a")).removals().removed())
                .as("a mirror of the same name removes what it wrote")
                .isEqualTo(1);
    }

    @Test
    void whatAnInsertSkippedIsSentAgainAndIsNeverItsOwn() {
        changedOnly = true;
        destination.answer = change -> "k1".equals(change.row().value("id")) ? Outcome.skipped("EXISTS") : null;
        for (int i = 0; i < 2; i++) {
            SyncReport report = run(SyncMode.INSERT, FakeSource.of(3, "a"));
            assertThat(report.rows().skipped()).isEqualTo(1);
            assertThat(report.rows().unchanged()).isEqualTo(i == 0 ? 0 : 2);
        }
        destination.records.put("k1", "another's");
        run(SyncMode.MIRROR, new FakeSource().row("k0", "a"));
        assertThat(destination.records).containsOnlyKeys("k0", "k1");
    }

    @Test
    void theSecondRowOfAKeyIsRejectedNamingBoth() {
        for (int i = 0; i < 2; i++) {
            SyncReport report = run(
                    SyncMode.MIRROR,
                    new FakeSource().row("a", "1").row("b", "1").row("a", "2"));
            assertThat(report.rows().rejected()).isEqualTo(1);
            assertThat(report.errors()).singleElement().satisfies(group -> {
                assertThat(group.error().code()).isEqualTo("DUPLICATE_IDENTITY");
                assertThat(group.error().message()).contains("Row 3").contains("row 1");
            });
            assertThat(destination.records).containsEntry("a", "a|1");
        }
    }

    @Test
    void whatWasRejectedAndNeverWrittenIsNotRemovedLater() {
        destination.records.put("a", "somebody else's");
        destination.answer = change ->
                change instanceof Change.Write && "a".equals(change.row().value("id"))
                        ? Outcome.rejected(FakeDestination.ERROR)
                        : null;
        run(SyncMode.MIRROR, new FakeSource().row("a", "1").row("b", "1"));
        SyncReport report = run(SyncMode.MIRROR, new FakeSource().row("b", "1"));
        assertThat(report.removals().planned()).isZero();
        assertThat(destination.records).containsEntry("a", "somebody else's");
    }

    @Test
    void whatWasRejectedButAppliedInPartIsRemovedLater() {
        destination.answer = change -> {
            if (change instanceof Change.Write && "k1".equals(change.row().value("id"))) {
                destination.records.put("k1", "half");
                return Outcome.rejected(FakeDestination.PARTIAL);
            }
            return null;
        };
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThat(destination.records).containsEntry("k1", "half");
        destination.answer = change -> null;
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        assertThat(destination.records).containsOnlyKeys("k0");
    }

    @Test
    void aRejectedChangeIsTriedAgain() {
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        destination.answer = change -> Outcome.rejected(FakeDestination.ERROR);
        run(SyncMode.MIRROR, FakeSource.of(1, "b"));
        destination.answer = change -> null;
        assertThat(run(SyncMode.MIRROR, FakeSource.of(1, "a")).rows().changed()).isEqualTo(1);
    }

    @Test
    void aRecordIsRenewedWhenHalfOfItsTimeIsOver() {
        destination.expiry = Expiry.after(Duration.ofHours(2));
        run(SyncMode.MIRROR, FakeSource.of(2, "a"));
        now = now.plus(Duration.ofMinutes(59));
        assertThat(run(SyncMode.MIRROR, FakeSource.of(2, "a")).rows().unchanged())
                .isEqualTo(2);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(run(SyncMode.MIRROR, FakeSource.of(2, "a")).rows().renewed()).isEqualTo(2);
        now = now.plus(Duration.ofMinutes(30));
        assertThat(run(SyncMode.MIRROR, FakeSource.of(2, "a")).rows().unchanged())
                .isEqualTo(2);
    }

    @Test
    void anotherRenderingWritesEverythingAgain() {
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        destination.rendering = "other";
        limit = OptionalLong.of(1);
        assertThat(run(SyncMode.MIRROR, FakeSource.of(3, "a")).rows().written()).isEqualTo(1);
        limit = OptionalLong.empty();
        SyncReport report = run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        assertThat(report.rows().unchanged()).isEqualTo(1);
        assertThat(report.rows().written()).isEqualTo(2);
    }

    @Test
    void aLostTargetIsForgottenAndFilledAgain() {
        epoch = Optional.of("one");
        run(SyncMode.MIRROR, FakeSource.of(3, "a"));
        destination.records.clear();
        destination.records.put("k2", "somebody else's");
        epoch = Optional.of("two");
        SyncReport report = run(SyncMode.MIRROR, FakeSource.of(2, "a"));
        assertThat(report.rows().added()).isEqualTo(2);
        assertThat(destination.records).containsEntry("k2", "somebody else's").hasSize(3);
    }

    @Test
    void aStateServesOneTargetAndOneKey() {
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        destination.target = "other";
        assertThatThrownBy(() -> run(SyncMode.MIRROR, FakeSource.of(1, "a")))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("STATE_OTHER_TARGET"));
    }

    @Test
    void aTargetThatWasNeverReachedDoesNotBindTheState() {
        destination.target = "mistyped";
        destination.refusal = DestinationException.of(
                ErrorDetail.of("FAKE_REFUSED", ErrorCategory.CONNECTION, "No.", "Start it.", true));
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        destination.target = "right";
        destination.refusal = null;
        assertThat(run(SyncMode.MIRROR, FakeSource.of(1, "a")).rows().written()).isEqualTo(1);
    }

    @Test
    void aStateInUseIsRefused() {
        run(SyncMode.MIRROR, FakeSource.of(1, "a"));
        List<String> codes = new ArrayList<>();
        destination.before = changes -> {
            try {
                run(SyncMode.MIRROR, FakeSource.of(1, "a"));
            } catch (HostException e) {
                codes.add(e.detail().code());
            }
            return null;
        };
        run(SyncMode.MIRROR, FakeSource.of(1, "b"));
        assertThat(codes).containsExactly("STATE_IN_USE");
    }

    @Test
    void aHostWithoutStatesRefusesAMirrorAndNothingElse() {
        states = ChangeStates.NONE;
        assertThat(run(SyncMode.UPSERT, FakeSource.of(1, "a")).rows().written()).isEqualTo(1);
        assertThatThrownBy(() -> run(SyncMode.MIRROR, FakeSource.of(1, "a")))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.detail().code()).isEqualTo("STATE_MISSING"));
    }

    /** Sources at random, runs that break off at random: the records of the last run that completes are those of its source. */
    @Test
    void aMirrorEndsRightWhateverHappenedBefore() {
        long seed = 20_261_124;
        Random random = new Random(seed);
        for (int story = 0; story < 8; story++) {
            destination.records.clear();
            directory = directory.resolve("story" + story);
            for (int attempt = 0; attempt < 5; attempt++) {
                Map<String, String> wanted = new HashMap<>();
                FakeSource source = new FakeSource();
                for (int key = 0; key < 40; key++) {
                    if (random.nextInt(3) > 0) {
                        String value = "v" + random.nextInt(3);
                        source.row("k" + key, value);
                        wanted.put("k" + key, "k" + key + "|" + value);
                    }
                }
                AtomicInteger left = new AtomicInteger(attempt == 4 ? Integer.MAX_VALUE : random.nextInt(12));
                boolean lands = random.nextBoolean();
                destination.answer = change -> {
                    if (left.decrementAndGet() > 0) {
                        return null;
                    }
                    if (lands && change instanceof Change.Write) {
                        destination.records.put(
                                String.valueOf(change.row().value("id")), FakeDestination.text(change.row()));
                    }
                    return Outcome.indeterminate(FakeDestination.UNKNOWN);
                };
                SyncReport report = run(SyncMode.MIRROR, source);
                if (report.ended() == Ended.COMPLETED) {
                    assertThat(destination.records)
                            .as("story %d, attempt %d, seed %d", story, attempt, seed)
                            .isEqualTo(wanted);
                }
            }
        }
    }

    private List<String> writes() {
        return destination.log.stream().filter(line -> line.contains("|")).toList();
    }
}
