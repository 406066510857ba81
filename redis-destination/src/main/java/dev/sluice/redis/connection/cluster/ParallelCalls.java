package dev.sluice.redis.connection.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs calls in parallel: the first on the caller's thread, the others on threads of a pool, or on the caller's thread when no other is
 * available. An interrupt of the caller reaches every call. For one thread.
 */
final class ParallelCalls implements AutoCloseable {
    private static final int MAX_THREADS = 16;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    ParallelCalls() {
        this(task -> {
            Thread thread = new Thread(task, "sluice-redis-node");
            thread.setDaemon(true);
            return thread;
        });
    }

    ParallelCalls(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                0,
                MAX_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                factory,
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** Runs all calls to their end. Then throws what one of them threw, if any did. */
    void run(List<? extends Runnable> calls) {
        if (calls.size() == 1) {
            calls.get(0).run();
            return;
        }
        CountDownLatch remaining = new CountDownLatch(calls.size() - 1);
        List<Task> tasks = new ArrayList<>(calls.size() - 1);
        for (Runnable call : calls.subList(1, calls.size())) {
            Task task = new Task(call, remaining);
            tasks.add(task);
            try {
                threads.execute(task);
            } catch (OutOfMemoryError e) {
                // No thread could be started. The calls that run already must end first, so this one runs here.
                task.run();
            }
        }
        try {
            calls.get(0).run();
        } finally {
            await(remaining, tasks);
        }
        tasks.forEach(Task::rethrow);
    }

    private static void await(CountDownLatch remaining, List<Task> tasks) {
        boolean interrupted = false;
        while (true) {
            try {
                remaining.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                tasks.forEach(Task::interrupt);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the threads of the pool. To be called while no call runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One call and its outcome. */
    private static final class Task implements Runnable {
        private final Runnable call;
        private final CountDownLatch remaining;
        private @Nullable Thread thread;
        private boolean interrupted;
        private @Nullable Throwable failure;

        Task(Runnable call, CountDownLatch remaining) {
            this.call = call;
            this.remaining = remaining;
        }

        @Override
        public void run() {
            begin();
            try {
                call.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                end();
                remaining.countDown();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }

        /** Clears the interrupt flag, so that the thread can be reused. */
        private synchronized void end() {
            thread = null;
            if (interrupted) {
                Thread.interrupted();
            }
        }

        synchronized void interrupt() {
            interrupted = true;
            if (thread != null) {
                thread.interrupt();
            }
        }

        /** Throws what the call threw, if anything. To be called after its end. */
        void rethrow() {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
        }
    }
}
