package dev.sluice.redis.failure;

import dev.sluice.spi.Outcome;

/** Why a row was left alone, as its mode and the settings say. No failure. */
public enum SkipReason {
    /** It does exist. */
    KEY_EXISTS("The key is there already, and insert_existing is skip."),
    /** It exists, and it cannot be told whether an earlier attempt at this row made it: its answer was lost. */
    KEY_EXISTS_AFTER_RETRY(
            "The key is there, and insert_existing is skip; the answer to an earlier attempt at this row was lost, so the key may hold the row."),
    /** It does not exist. */
    KEY_ABSENT("The key is not there, and UPDATE creates none.");

    private final String message;

    SkipReason(String message) {
        this.message = message;
    }

    /** What was found. */
    public String message() {
        return message;
    }

    /** The outcome of a row that was left alone for this reason. */
    public Outcome outcome() {
        return Outcome.skipped(name());
    }
}
