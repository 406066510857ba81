package dev.sluice.redis.adapter.jedis;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes a connection when its deadline passes. Nothing else frees a thread that writes to a server which does not read: sockets know no
 * write timeout, and their read timeout starts anew with every byte. One daemon thread, started with the first deadline.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Watchdog() {
        timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "sluice-redis-deadline");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** From now on, the connection has this long. */
    Deadline start(Wire wire, Duration time) {
        Deadline deadline = new Deadline(wire);
        deadline.task = timer.schedule(deadline::expire, time.toMillis(), TimeUnit.MILLISECONDS);
        return deadline;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A running deadline: it ends in time, or it expires, never both. */
    static final class Deadline {
        private enum State {
            RUNNING,
            ENDED,
            EXPIRED
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
        private final Wire wire;
        private volatile Future<?> task = java.util.concurrent.CompletableFuture.completedFuture(null);

        private Deadline(Wire wire) {
            this.wire = wire;
        }

        private void expire() {
            if (state.compareAndSet(State.RUNNING, State.EXPIRED)) {
                wire.close();
            }
        }

        /** Ends it; false if it had expired, and the connection is closed. */
        boolean end() {
            boolean inTime = state.compareAndSet(State.RUNNING, State.ENDED);
            task.cancel(false);
            return inTime;
        }
    }
}
