package dev.sluice.host.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.fake.FakeDestination;
import dev.sluice.host.fake.FakeSource;
import dev.sluice.host.ledger.RunCounters;
import dev.sluice.host.progress.Progress;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.SyncReport.Ended;
import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Runs that a source, a destination or the user ends early. */
class EndedRunTest extends EngineScenario {
    @Test
    void whatASourceDoesNotDeclareEndsTheRunWithAReportAndItsCause() {
        FakeSource source = FakeSource.of(700, "a");
        source.failsAt = 70;
        source.failure = new IllegalStateException("a value");
        SyncReport report = run(SyncMode.UPSERT, source);
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().read()).isEqualTo(70);
        assertThat(report.rows().written()).isPositive();
        assertThat(report.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("SOURCE_BROKEN");
            assertThat(failure.message())
                    .contains("java.lang.IllegalStateException")
                    .doesNotContain("a value");
        });
        assertThat(report.cause())
                .hasValueSatisfying(thrown -> assertThat(thrown).hasCause(source.failure));
    }

    @Test
    void ofWhatWasReadOnlyTheRowsWithAnOutcomeCountAsDone() {
        RunCounters counters = new RunCounters();
        List<Double> told = new ArrayList<>();
        Progress progress = new Progress(
                SyncProgress.Phase.WRITING,
                event -> told.add(((SyncEvent.Progressed) event).progress().fraction()));
        progress.at(0.8);
        counters.read(100);
        progress.tell(counters, Optional.empty());
        progress.at(-1);
        progress.tell(counters, Optional.empty());
        assertThat(told).containsExactly(0.0, -1.0);
        SyncListener listener = event -> {
            if (event instanceof SyncEvent.Progressed now) {
                assertThat(now.progress().fraction()).isLessThan(1);
                assertThat(now.progress().phase()).isEqualTo(SyncProgress.Phase.COMMITTING);
            }
        };
        run(SyncMode.UPSERT, FakeSource.of(20, "a"), listener);
    }

    @Test
    void anUnknownFateEndsTheRun() {
        destination.parallelism = 1;
        destination.answer = change ->
                "k12".equals(change.row().value("id")) ? Outcome.indeterminate(FakeDestination.UNKNOWN) : null;
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(1000, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.failure()).get().extracting(ErrorDetail::code).isEqualTo("FAKE_UNKNOWN");
        assertThat(report.rows().indeterminate()).isEqualTo(1);
        assertThat(report.rows().written()).isEqualTo(14);
        assertThat(report.rows().read())
                .as("a bounded queue holds the reader back")
                .isLessThan(100);
    }

    @Test
    void aStopEndsTheRunAfterItsBatch() {
        destination.parallelism = 1;
        DestinationException full = DestinationException.of(
                ErrorDetail.of("FAKE_FULL", ErrorCategory.CAPACITY, "Full.", "Make room.", true));
        AtomicInteger batches = new AtomicInteger();
        destination.before = changes -> batches.incrementAndGet() == 2
                ? BatchResult.builder(changes.size())
                        .setRest(Outcome.rejected(FakeDestination.ERROR))
                        .stop(full)
                        .build()
                : null;
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(100, "a"));
        assertThat(report.failure()).get().extracting(ErrorDetail::code).isEqualTo("FAKE_FULL");
        assertThat(report.rows().written()).isEqualTo(5);
        assertThat(report.rows().rejected()).isEqualTo(5);
    }

    @Test
    void aWriterThatThrowsLeavesItsBatchUnattempted() {
        destination.before = changes -> {
            throw DestinationException.of(
                    ErrorDetail.of("FAKE_DOWN", ErrorCategory.CONNECTION, "Down.", "Start it.", true));
        };
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(100, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().written()
                        + report.rows().rejected()
                        + report.rows().indeterminate())
                .isZero();
    }

    @Test
    void aWriterThatBreaksItsContractIsNamedWithoutItsMessage() {
        destination.before = changes -> {
            throw new IllegalStateException("canary-s3cret");
        };
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(3, "a"));
        assertThat(report.rows().indeterminate()).isEqualTo(3);
        assertThat(report.failure()).get().satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("DESTINATION_BROKEN");
            assertThat(failure.message())
                    .contains("IllegalStateException at ", "EndedRunTest")
                    .doesNotContain("canary");
            assertThat(failure.at()).containsEntry("destination", "fake");
        });
    }

    @Test
    void anAnswerThatIsNoneToItsBatchIsADefectOfTheDestination() {
        destination.before = changes -> BatchResult.allWritten(changes.size() + 1);
        assertThat(brokenMessage()).isEqualTo("The destination answered 3 changes with 4 outcomes.");
        destination.mute = true;
        assertThat(brokenMessage()).isEqualTo("The destination gave no answer to a batch.");
    }

    @Test
    void aDestinationThatRefusesToOpenEndsTheRunBeforeItReads() {
        destination.refusal = DestinationException.of(
                ErrorDetail.of("FAKE_AUTH", ErrorCategory.AUTHENTICATION, "No.", "Log in.", false));
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(100, "a"));
        assertThat(report.ended()).isEqualTo(Ended.FAILED);
        assertThat(report.rows().read()).isZero();
    }

    @Test
    void aSourceThatBreaksOffEndsTheRunWithWhatItGave() {
        FakeSource source = FakeSource.of(100, "a");
        source.failsAt = 50;
        SyncReport report = run(SyncMode.UPSERT, source);
        assertThat(report.failure()).get().extracting(ErrorDetail::code).isEqualTo("FAKE_BROKEN");
        assertThat(report.rows().read()).isEqualTo(56);
    }

    @Test
    void aWishToEndInterruptsTheWriteInFlight() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        destination.before = changes -> {
            writing.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return BatchResult.builder(changes.size())
                    .setRest(Outcome.indeterminate(FakeDestination.UNKNOWN))
                    .build();
        };
        Thread user = new Thread(() -> {
            try {
                writing.await();
                cancellation.request();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        user.start();
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(1000, "a"));
        user.join();
        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.rows().indeterminate()).isPositive();
        assertThat(report.rows().written()).isZero();
    }

    @Test
    void aWishToEndInterruptsTheOpeningOfTheFirstWriter() throws InterruptedException {
        CountDownLatch opening = new CountDownLatch(1);
        destination.opening = () -> {
            opening.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw DestinationException.of(FakeDestination.UNKNOWN);
            }
        };
        Thread user = new Thread(() -> {
            try {
                opening.await();
                cancellation.request();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        user.start();
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(10, "a"));
        user.join();
        assertThat(report.ended()).isEqualTo(Ended.CANCELLED);
        assertThat(report.rows().written()).isZero();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private String brokenMessage() {
        SyncReport report = run(SyncMode.UPSERT, FakeSource.of(3, "a"));
        assertThat(report.rows().indeterminate()).isEqualTo(3);
        ErrorDetail failure = report.failure().orElseThrow();
        assertThat(failure.code()).isEqualTo("DESTINATION_BROKEN");
        assertThat(failure.at()).containsEntry("destination", "fake");
        return failure.message();
    }
}
