package dev.sluice.redis.write;

import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time that a writer may spend on retries, from the first failure after a success on, and the pauses between them: exponential, with
 * full jitter, so that the lanes of a run do not return all at once. For one thread.
 */
public final class RetryBudget {
    private static final int FEW_RETRIES = 3;
    private static final IntervalFunction CEILING_MILLIS = IntervalFunction.ofExponentialBackoff(100, 2, 10_000);

    private final long budgetNanos;
    private final Timer timer;
    private final RunContext context;
    private int failures;
    private int impatientFailures;
    private long firstFailure;

    /**
     * A full budget.
     *
     * @param context told of every wait and every retry
     */
    public RetryBudget(Duration budget, Timer timer, RunContext context) {
        this.budgetNanos = budget.toNanos();
        this.timer = timer;
        this.context = context;
    }

    /** A batch succeeded: patience is as it was at the beginning. */
    public void reset() {
        failures = 0;
        impatientFailures = 0;
    }

    /**
     * After a failure, waits until it is time to try again.
     *
     * @param why the failure
     * @return false if it must not be tried again, because patience or budget are at their end or the thread is interrupted
     */
    public boolean pause(Patience patience, ErrorDetail why) {
        long now = timer.nanos();
        if (failures++ == 0) {
            firstFailure = now;
        }
        boolean bears = switch (patience) {
            case NONE -> false;
            case FEW -> ++impatientFailures <= FEW_RETRIES;
            case BUDGET -> true;
        };
        long left = budgetNanos - (now - firstFailure);
        return bears && left > 0 && sleep(Math.min(left, delayNanos()), why);
    }

    private long delayNanos() {
        long ceiling = CEILING_MILLIS.apply(failures);
        // Around its middle by all of it: from nothing to the ceiling.
        long millis = IntervalFunction.ofRandomized(ceiling / 2, 1.0).apply(1);
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private boolean sleep(long nanos, ErrorDetail why) {
        context.report(RunEvent.waiting(timer.now().plusNanos(nanos), why));
        try {
            timer.sleep(nanos);
            context.report(RunEvent.retried(why, failures + 1));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
