package dev.sluice.tck.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Waiting for what may never come. */
public final class Await {
    private Await() {}

    /** The result of a task, which runs on a thread of its own; fails when it takes longer. */
    public static <T> T within(Duration longest, String what, Callable<T> task) {
        return within(longest, what, task, thread -> {});
    }

    /**
     * As {@link #within(Duration, String, Callable)}, and does something to the thread of the task once it has begun.
     *
     * @param meanwhile given the thread; the time counts from when it is done
     */
    public static <T> T within(Duration longest, String what, Callable<T> task, Consumer<Thread> meanwhile) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "tck-patience");
        thread.setDaemon(true);
        thread.start();
        try {
            meanwhile.accept(thread);
            return future.get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + " did not end within " + longest, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError(what + " failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + what, e);
        }
    }

    /** Looks again and again until something is so; false if it is not within this time. */
    public static boolean until(Duration longest, java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        return true;
    }
}
