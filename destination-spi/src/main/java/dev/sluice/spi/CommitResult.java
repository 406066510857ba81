package dev.sluice.spi;

/** How far a committed run can be trusted. */
public enum CommitResult {
    /** Everything that was acknowledged is at the target. */
    COMPLETE,
    /** It cannot be proven that everything that was acknowledged is still there: this run's rows are to be written again. */
    RUN_UNCERTAIN,
    /**
     * The target is not the one that the run began with, or another run wrote to it meanwhile. What was accepted is visible all the same, and every
     * row is to be written again.
     */
    TARGET_REPLACED
}
