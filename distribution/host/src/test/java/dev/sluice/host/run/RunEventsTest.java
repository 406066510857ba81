package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.ledger.RunCounters;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.runfile.StoredRun;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What listeners hear of runs of the engine. */
class RunEventsTest extends EngineScenario {
    private final List<SyncEvent> heard = new CopyOnWriteArrayList<>();

    private <T extends SyncEvent> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void aRunBeginsOpensHasPhasesAndEndsWithItsReport() {
        SyncReport report = run(SyncMode.MIRROR, FakeSource.of(20, "a"), heard::add);
        assertThat(heard.get(0)).isInstanceOf(SyncEvent.Started.class);
        assertThat(heard.get(1)).isInstanceOf(SyncEvent.Opened.class);
        assertThat(heard(SyncEvent.PhaseBegun.class))
                .extracting(SyncEvent.PhaseBegun::phase)
                .containsExactly(
                        SyncProgress.Phase.COMPARING, SyncProgress.Phase.WRITING, SyncProgress.Phase.COMMITTING);
        SyncEvent.Ended ended = (SyncEvent.Ended) heard.get(heard.size() - 1);
        assertThat(ended.report()).contains(report);
        assertThat(StoredRun.Status.of(ended)).isEqualTo(StoredRun.Status.SUCCEEDED);
    }

    @Test
    void theFirstErrorOfEachCodeIsToldOnce() {
        destination.answer = change -> Outcome.rejected(FakeDestination.ERROR);
        run(SyncMode.UPSERT, FakeSource.of(20, "a"), heard::add);
        assertThat(heard(SyncEvent.Rejected.class))
                .extracting(SyncEvent.Rejected::error)
                .extracting(ErrorDetail::code)
                .containsExactly("FAKE_REJECTED");
        assertThat(status()).isEqualTo(StoredRun.Status.SUCCEEDED_WITH_REJECTED_ROWS);
    }

    @Test
    void aRunThatCannotBeginHasAnEndTooAndAGuardIsNamed() {
        assertThatThrownBy(() -> run(SyncMode.MIRROR, FakeSource.of(0, "a"), heard::add));
        assertThat(heard(SyncEvent.GuardStopped.class)).hasSize(1);
        assertThat(status()).isEqualTo(StoredRun.Status.STOPPED_BY_GUARD);
    }

    @Test
    void anUnknownFateIsUncertainAndAStopIsCancelled() {
        destination.answer = change -> Outcome.indeterminate(FakeDestination.UNKNOWN);
        run(SyncMode.UPSERT, FakeSource.of(20, "a"), heard::add);
        assertThat(status()).isEqualTo(StoredRun.Status.UNCERTAIN);
        cancellation.request();
        run(SyncMode.UPSERT, FakeSource.of(20, "a"), heard::add);
        assertThat(status()).isEqualTo(StoredRun.Status.CANCELLED);
        assertThat(heard(SyncEvent.Started.class))
                .extracting(SyncEvent.Started::run)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void aListenerThatThrowsDisturbsNobody() {
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(20, "a"), event -> {
            heard.add(event);
            throw new IllegalStateException("of the test");
        });
        assertThat(report.rows().written()).isEqualTo(20);
        assertThat(heard).hasSize(1);
    }

    /** The source waits within a chunk until outcomes are told of the rows before. */
    @Test
    void noRowHasAnOutcomeBeforeItIsCounted() {
        CountDownLatch told = new CountDownLatch(1);
        FakeSource source = FakeSource.of(20, "a");
        source.taken = position -> {
            if (position == 6) {
                await(told);
            }
        };
        run(SyncMode.UPSERT, source, event -> {
            heard.add(event);
            if (event instanceof SyncEvent.Progressed now
                    && now.progress().counts().written() > 0) {
                told.countDown();
            }
        });
        assertThat(heard(SyncEvent.Progressed.class))
                .extracting(event -> event.progress().counts())
                .allMatch(rows -> rows.written() + rows.skipped() + rows.rejected() + rows.unchanged() <= rows.read())
                .anyMatch(rows -> rows.read() < 20 && rows.written() > 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void howFarAPhaseIsNeverGoesBackAndIsNotToldOnceAllIsRead() {
        RunCounters counters = new RunCounters();
        Progress progress = new Progress(SyncProgress.Phase.COMPARING, heard::add);
        progress.at(0.8);
        progress.tell(counters, Optional.empty());
        progress.at(0.3);
        progress.tell(counters, Optional.empty());
        progress.at(-1);
        progress.tell(counters, Optional.empty());
        progress.enter(SyncProgress.Phase.WRITING, OptionalLong.empty());
        progress.tell(counters, Optional.empty());
        assertThat(heard(SyncEvent.Progressed.class))
                .extracting(event -> event.progress().fraction())
                .containsExactly(0.8, 0.8, -1.0, 0.0);
    }

    private StoredRun.Status status() {
        return StoredRun.Status.of((SyncEvent.Ended) heard.get(heard.size() - 1));
    }
}
