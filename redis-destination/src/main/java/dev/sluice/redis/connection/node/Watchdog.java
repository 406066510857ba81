package dev.sluice.redis.connection.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Closes a connection when its deadline passes. Sockets have no write timeout, and their read timeout restarts with every byte, so nothing
 * else frees a thread that writes to a server which does not read. Uses one daemon thread, started with the first deadline. Threadsafe.
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

    /** Starts a deadline, after which the connection is closed. */
    Deadline start(Connection connection, Duration timeout) {
        Deadline deadline = new Deadline(connection);
        deadline.task = timer.schedule(deadline::expire, timeout.toMillis(), TimeUnit.MILLISECONDS);
        return deadline;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** A deadline, which either ends in time or expires. */
    static final class Deadline {
        private enum State {
            RUNNING,
            ENDED,
            EXPIRED
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
        private final Connection connection;
        private volatile Future<?> task = CompletableFuture.completedFuture(null);

        private Deadline(Connection connection) {
            this.connection = connection;
        }

        private void expire() {
            if (state.compareAndSet(State.RUNNING, State.EXPIRED)) {
                connection.close();
            }
        }

        /**
         * Ends the deadline. Idempotent.
         *
         * @return true at the first call, unless the deadline has expired and closed the connection
         */
        boolean end() {
            boolean inTime = state.compareAndSet(State.RUNNING, State.ENDED);
            task.cancel(false);
            return inTime;
        }
    }
}
