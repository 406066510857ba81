package dev.sluice.host.lane;

import dev.sluice.host.progress.RunStatus;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The few batches that wait for a lane. One thread puts, one takes. */
final class BatchQueue {
    private static final long LOOK_AROUND_MILLIS = 50;

    private final int capacity;
    private final Queue<Batch> waiting = new ArrayDeque<>();
    private int outstanding;
    private boolean closed;

    BatchQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Waits for room. False, and the batch is not in the queue, if the run is to end first. */
    synchronized boolean put(Batch batch, RunStatus status) {
        boolean interrupted = false;
        while (waiting.size() == capacity && !status.isEnding()) {
            interrupted |= await(LOOK_AROUND_MILLIS);
        }
        restore(interrupted);
        if (status.isEnding()) {
            return false;
        }
        waiting.add(batch);
        outstanding++;
        notifyAll();
        return true;
    }

    /** The next batch, waited for; null once the queue is closed and empty. To be followed by {@link #done}. */
    synchronized @Nullable Batch take() {
        boolean interrupted = false;
        while (waiting.isEmpty() && !closed) {
            interrupted |= await(0);
        }
        restore(interrupted);
        return poll();
    }

    /** The next batch, or null if there is none. */
    synchronized @Nullable Batch poll() {
        notifyAll();
        return waiting.poll();
    }

    /** The batch that was taken is attended to. */
    synchronized void done() {
        outstanding--;
        notifyAll();
    }

    /** Waits until every batch is attended to, or the run is to end. */
    synchronized void awaitIdle(RunStatus status) {
        boolean interrupted = false;
        while (outstanding > 0 && !status.isEnding()) {
            interrupted |= await(LOOK_AROUND_MILLIS);
        }
        restore(interrupted);
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Whether an interrupt ended the wait. */
    @SuppressWarnings("WaitNotInLoop") // every caller loops over its condition
    private boolean await(long millis) {
        try {
            wait(millis);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
