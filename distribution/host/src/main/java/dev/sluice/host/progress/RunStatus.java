package dev.sluice.host.progress;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Whether a run goes on, and if not, why: the first reason stands. Safe for use by several threads, except where a method says otherwise. */
public final class RunStatus {
    private final AtomicReference<HostException> failure = new AtomicReference<>();
    private final Cancellation cancellation;
    private volatile boolean failed;
    private boolean interrupted;

    /** Of a run that goes on until the user or a failure ends it. */
    public RunStatus(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /**
     * Whether to go on; for the thread that reads. An interrupt of that thread cancels the run, and {@link #restoreInterrupt} sets its flag
     * again.
     */
    public boolean goesOn() {
        if (Thread.interrupted()) {
            interrupted = true;
            cancellation.request();
        }
        return !isEnding();
    }

    /** For the thread that reads, at the end. */
    public void restoreInterrupt() {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether nothing new is to be begun. */
    public boolean isEnding() {
        return failed || cancellation.requested();
    }

    /** Whether the user wants it to end. */
    public boolean isCancelled() {
        return cancellation.requested();
    }

    /** Makes a call that ends early when the user wants the run to end, as {@link Cancellation#interrupting} does. */
    public <T> T interrupting(Supplier<T> call) {
        return cancellation.interrupting(call);
    }

    /** Whether something failed. */
    public boolean isFailed() {
        return failed;
    }

    /** Something failed: the run ends. */
    public void fail(ErrorDetail reason) {
        fail(new HostException(reason));
    }

    /** Something failed: the run ends. */
    public void fail(HostException reason) {
        failure.compareAndSet(null, reason);
        failed = true;
    }

    /**
     * A call of the destination failed: the run ends, for what the destination declares, for want of memory, or for a defect of it. A message
     * that is not declared may hold anything, so the class alone is told; the exception itself is the cause.
     *
     * @param call what the destination failed to do, such as "take a checkpoint"
     * @return why the run ends
     */
    public ErrorDetail failCall(String call, Throwable thrown) {
        HostException reason = thrown instanceof DestinationException
                        || thrown instanceof HostException
                        || thrown instanceof OutOfMemoryError
                ? HostException.of(thrown)
                : new HostException(
                        HostFailure.DESTINATION_BROKEN.detail("The destination failed to " + call + " with "
                                + thrown.getClass().getName() + place(thrown) + ", which it does not declare."),
                        thrown);
        fail(reason);
        return reason.detail();
    }

    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return trace.length == 0 ? "" : " at " + trace[0];
    }

    /** Why it failed, if it did. */
    public Optional<HostException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** How it ended. */
    public SyncReport.Ended ended() {
        if (cancellation.requested()) {
            return SyncReport.Ended.CANCELLED;
        }
        return failed ? SyncReport.Ended.FAILED : SyncReport.Ended.COMPLETED;
    }
}
