package dev.sluice.tck.support;

import dev.sluice.spi.BatchResult;
import dev.sluice.spi.DestinationException;
import java.time.Duration;
import java.util.function.Supplier;

/** One interrupt of a write, and whether the write had still been going on when it came. */
public final class Interruption {
    private static final Duration LONG_ENOUGH_TO_BEGIN = Duration.ofMillis(300);

    private boolean sent;
    private boolean sentInTime;
    private boolean kept;

    /** Writes on the present thread; an exception counts as an answer without outcomes. */
    public BatchResult watch(Supplier<BatchResult> write) {
        try {
            return write.get();
        } catch (DestinationException e) {
            return BatchResult.allWritten(0);
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        sentInTime = sent;
        kept = Thread.currentThread().isInterrupted();
    }

    /** Interrupts a thread once it waits; one that waits in the operating system cannot be told from one that works. */
    public void interruptWhenItWaits(Thread thread) {
        Await.until(LONG_ENOUGH_TO_BEGIN, () -> switch (thread.getState()) {
            case WAITING, TIMED_WAITING, BLOCKED, TERMINATED -> true;
            case NEW, RUNNABLE -> false;
        });
        synchronized (this) {
            sent = true;
            thread.interrupt();
        }
    }

    public synchronized boolean cameInTime() {
        return sentInTime;
    }

    public synchronized boolean flagKept() {
        return kept;
    }
}
