package dev.sluice.redis.failure;

import dev.sluice.spi.Outcome;

/** Why a row was left alone, as its mode and the settings say. No failure. */
public enum SkipReason {
    /** It does exist. */
    KEY_EXISTS("The key is there already, and insert_existing is skip."),
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
        return new Outcome.Skipped(name());
    }
}
