package dev.sluice.redis.it.faults;

/** What a fault comes to, as a user sees it. */
public enum Fate {
    /** It passes unnoticed but for the time it takes. */
    RETRIED("retried until it is over: every row is written"),
    /** The run ends after its retries. */
    RUN_ENDS("the run ends; rows without an answer are INDETERMINATE, never written"),
    /** The run does not begin. */
    NOT_BEGUN("the run does not begin; nothing is sent"),
    /** One row suffers. */
    ROW_REJECTED("the row is rejected, the others are written"),
    /** The row is left alone. */
    SKIPPED("the row is skipped"),
    /** A test of the connection tells. */
    CHECK_TELLS("a check names it"),
    /** Nothing is lost or reported. */
    NO_HARM("nothing is lost, nothing is reported");

    private final String text;

    Fate(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }
}
