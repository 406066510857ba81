package dev.sluice.tck.support;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Waits for something that may never come. */
public final class Await {
    /** Milliseconds. Only shortens what the kit allows, for tests of the kit itself, whose destination does nothing in the background. */
    static final String GRACE = "sluice.tck.grace";

    private Await() {}

    /** How long something may take that is about to end by itself: this long, or less in tests of the kit. */
    static Duration grace(Duration longest) {
        return Duration.ofMillis(Math.min(longest.toMillis(), Long.getLong(GRACE, Long.MAX_VALUE)));
    }

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

    /** Waits until a condition holds, and for no longer than the grace for what ends by itself. */
    public static void untilEnded(Duration longest, BooleanSupplier condition) {
        until(grace(longest), condition);
    }

    /** Waits until a condition holds, and for no longer than this. */
    static void until(Duration longest, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
