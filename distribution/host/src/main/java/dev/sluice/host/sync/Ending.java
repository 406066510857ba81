package dev.sluice.host.sync;

import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Whether a run goes on, and if not, why: the first reason stands. Safe for use by several threads. */
final class Ending {
    private final AtomicReference<ErrorDetail> failure = new AtomicReference<>();
    private final Cancellation cancellation;
    private volatile boolean failed;

    Ending(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Whether nothing new is to be begun. */
    boolean isDue() {
        return failed || cancellation.requested();
    }

    /** Whether the user wants it to end. */
    boolean isCancelled() {
        return cancellation.requested();
    }

    /** Whether something failed. */
    boolean isFailed() {
        return failed;
    }

    void fail(ErrorDetail reason) {
        failure.compareAndSet(null, reason);
        failed = true;
    }

    Optional<ErrorDetail> failure() {
        return Optional.ofNullable(failure.get());
    }

    SyncReport.Ended ended() {
        if (cancellation.requested()) {
            return SyncReport.Ended.CANCELLED;
        }
        return failed ? SyncReport.Ended.FAILED : SyncReport.Ended.COMPLETED;
    }
}
