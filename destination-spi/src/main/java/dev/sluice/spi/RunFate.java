package dev.sluice.spi;

/** What became of a run whose end the host did not see. */
public enum RunFate {
    /** It was committed. */
    COMMITTED,
    /** Nothing that needed a commit became visible, and nothing will: what was staged is gone. */
    NOT_COMMITTED,
    /** The target is still at work on it. No new run may begin. */
    STILL_RUNNING,
    /** The target cannot tell. No new run may begin until a user has decided. */
    UNKNOWN
}
