package dev.sluice.redis.retry;

import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunContext;
import dev.sluice.spi.RunEvent;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time that a writer may spend on retries, counted from the first failure after a success, and the pauses between them: exponential
 * with full jitter, so that the lanes of a run do not come back all at once. For one thread.
 */
public final class RetryBudget {
    private static final int FEW_RETRIES = 3;
    private static final IntervalFunction CEILING_MILLIS = IntervalFunction.ofExponentialBackoff(100, 2, 10_000);

    private final long budgetNanos;
    private final Timer timer;
    private final RunContext context;
    private int failures;
    private int fewFailures;
    private long firstFailure;

    /**
     * A full budget.
     *
     * @param budget the setting {@code retry_budget_seconds}
     * @param context told of every wait and every retry
     */
    public RetryBudget(Duration budget, Timer timer, RunContext context) {
        this.budgetNanos = budget.toNanos();
        this.timer = timer;
        this.context = context;
    }

    /** A batch succeeded, so the whole budget is there again. */
    public void reset() {
        failures = 0;
        fewFailures = 0;
    }

    /**
     * Waits before the next try.
     *
     * @param why the failure
     * @return false if there must be no next try: the policy forbids it, the budget is spent, or the thread is interrupted
     */
    public boolean pause(RetryPolicy policy, ErrorDetail why) {
        long now = timer.nanos();
        if (failures++ == 0) {
            firstFailure = now;
        }
        boolean permitted = switch (policy) {
            case NEVER -> false;
            case FEW -> ++fewFailures <= FEW_RETRIES;
            case BUDGET -> true;
        };
        long left = budgetNanos - (now - firstFailure);
        return permitted && left > 0 && sleep(Math.min(left, delayNanos()), why);
    }

    private long delayNanos() {
        long ceiling = CEILING_MILLIS.apply(failures);
        // Half the ceiling, randomized by 100 %: from zero to the ceiling.
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
