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
    /**
     * A property with the longest grace, in milliseconds, for the kit's own tests, whose destination does nothing in the background. It
     * can only shorten the grace, so that no destination passes a rule because of it.
     */
    static final String GRACE = "sluice.tck.grace";

    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 128_000_000;

    private Await() {}

    /** How long the kit waits for something that should end by itself. */
    static Duration grace(Duration longest) {
        return Duration.ofMillis(Math.min(longest.toMillis(), Long.getLong(GRACE, Long.MAX_VALUE)));
    }

    /** Runs a task on a new thread, and returns its result. Fails if the task takes longer. */
    public static <T> T within(Duration longest, String what, Callable<T> task) {
        return within(longest, what, task, thread -> {});
    }

    /**
     * Like {@link #within(Duration, String, Callable)}, with an action on the thread of the task.
     *
     * @param meanwhile receives the thread after it was started; the time is counted from the end of this action
     */
    public static <T> T within(Duration longest, String what, Callable<T> task, Consumer<Thread> meanwhile) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "tck-await");
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

    /** Waits until something has ended by itself, at most for this grace. */
    public static void untilEnded(Duration longest, BooleanSupplier condition) {
        until(grace(longest), condition);
    }

    /** Waits until a condition holds, at most for this time. */
    static void until(Duration longest, BooleanSupplier condition) {
        long end = System.nanoTime() + longest.toNanos();
        long pause = SHORTEST_PAUSE_NANOS;
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
