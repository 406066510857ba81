package dev.sluice.redis.port;

import dev.sluice.spi.Outcome;

/** Nothing of a row is sent. Carries its outcome to the batch. Has no stack trace. */
public class UnsentRow extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    /**
     * A row with this outcome.
     *
     * @param message what is said of it
     */
    public UnsentRow(String message, Outcome outcome) {
        super(message, null, false, false);
        this.outcome = outcome;
    }

    /** The outcome of the row. */
    public final Outcome outcome() {
        return outcome;
    }
}
