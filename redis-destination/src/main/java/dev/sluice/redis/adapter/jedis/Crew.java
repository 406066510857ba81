package dev.sluice.redis.adapter.jedis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes several round trips at once: the caller the first, threads of its own the others, and the caller those too for which there is no
 * thread. An interrupt of the caller reaches every trip. For one thread.
 */
final class Crew implements AutoCloseable {
    private static final int MOST_THREADS = 16;
    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    Crew() {
        this(task -> {
            Thread thread = new Thread(task, "sluice-redis-node");
            thread.setDaemon(true);
            return thread;
        });
    }

    Crew(ThreadFactory factory) {
        threads = new ThreadPoolExecutor(
                0,
                MOST_THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                factory,
                new ThreadPoolExecutor.CallerRunsPolicy());
    }

    /** Returns when all have ended. If one throws, so does this. */
    void run(List<? extends Runnable> trips) {
        if (trips.size() == 1) {
            trips.get(0).run();
            return;
        }
        CountDownLatch left = new CountDownLatch(trips.size() - 1);
        List<Share> shares = new ArrayList<>(trips.size() - 1);
        for (Runnable trip : trips.subList(1, trips.size())) {
            Share share = new Share(trip, left);
            shares.add(share);
            try {
                threads.execute(share);
            } catch (OutOfMemoryError e) {
                // The system has no thread for it. The trips that have begun must end before anybody hears of anything.
                share.run();
            }
        }
        try {
            trips.get(0).run();
        } finally {
            await(left, shares);
        }
        shares.forEach(Share::rethrow);
    }

    private static void await(CountDownLatch left, List<Share> shares) {
        boolean interrupted = false;
        while (true) {
            try {
                left.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                shares.forEach(Share::interrupt);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only while nothing runs. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** A trip, on whatever thread. */
    private static final class Share implements Runnable {
        private final Runnable trip;
        private final CountDownLatch left;
        private @Nullable Thread thread;
        private boolean interrupted;
        private @Nullable Throwable failure;

        Share(Runnable trip, CountDownLatch left) {
            this.trip = trip;
            this.left = left;
        }

        @Override
        public void run() {
            begin();
            try {
                trip.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            } finally {
                end();
                left.countDown();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
            if (interrupted) {
                thread.interrupt();
            }
        }

        /** The thread will make other trips, of which nobody has interrupted any. */
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

        /** After it has ended. */
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
