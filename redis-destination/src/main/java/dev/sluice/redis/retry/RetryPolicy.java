package dev.sluice.redis.retry;

/** How often an operation is repeated after a failure, from the strictest to the most patient. */
public enum RetryPolicy {
    /** It is not repeated. */
    NEVER,
    /** It is repeated a few times, because waiting rarely helps. */
    FEW,
    /** It is repeated until the retry budget is spent. */
    BUDGET
}
