package dev.sluice.host.history;

/** How a run ended at the target. */
public enum RunEnd {
    /** It was not committed: what was accepted did not happen, or nobody knows. What was acknowledged stays written. */
    NOT_COMMITTED,
    /** It was committed: what was accepted and not refused is written. */
    COMPLETE,
    /** It cannot be proven that the target still has what this run wrote: its rows are uncertain. */
    UNCERTAIN,
    /** The target was replaced, or another run wrote to it: every row is uncertain. */
    REPLACED
}
