package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.runfile.StoredRun;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    private StoredRun.Status status() {
        return StoredRun.Status.of((SyncEvent.Ended) heard.get(heard.size() - 1));
    }
}
