package dev.sluice.redis.failure;

import dev.sluice.spi.Outcome;

/** Why a row was skipped, according to its mode and the settings. Not a failure. */
public enum SkipReason {
    /** The key exists. */
    KEY_EXISTS("The key exists, and insert_existing is skip."),
    /** The key exists. An earlier attempt may have created it, because the reply to that was lost. */
    KEY_EXISTS_AFTER_RETRY(
            "The key exists, and insert_existing is skip. The reply to an earlier attempt was lost, so the key may hold this row."),
    /** The key does not exist. */
    KEY_ABSENT("The key does not exist, and UPDATE creates none."),
    /** The time is over that the row says in its ttl_field. */
    EXPIRED(
            "The time is over that ttl_field of the row says. The record is left as it is; a mirror removes one that it wrote.");

    private final String message;

    SkipReason(String message) {
        this.message = message;
    }

    /** What was found, and why the row was skipped. */
    public String message() {
        return message;
    }

    /** The outcome of a row that was skipped for this reason. */
    public Outcome outcome() {
        return Outcome.skipped(name());
    }
}
