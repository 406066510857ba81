package dev.sluice.tck.support;

import dev.sluice.spi.DestinationException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Interrupts a call once, and records whether the call was still running at that time. */
public final class Interruption {
    private static final Duration LONGEST_START = Duration.ofMillis(300);

    private boolean sent;
    private boolean sentInTime;
    private boolean kept;

    /** Calls on the current thread. Empty if the call throws a {@link DestinationException}. */
    public <T> Optional<T> watch(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (DestinationException e) {
            return Optional.empty();
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        sentInTime = sent;
        kept = Thread.currentThread().isInterrupted();
    }

    /** Interrupts a thread as soon as it waits, or after a while, since a thread that waits in the operating system looks runnable. */
    public void interruptWhenItWaits(Thread thread) {
        Await.until(LONGEST_START, () -> switch (thread.getState()) {
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
