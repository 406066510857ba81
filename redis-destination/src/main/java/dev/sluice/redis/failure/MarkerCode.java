package dev.sluice.redis.failure;

import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.CONNECTION;
import static dev.sluice.spi.ErrorCategory.DATA;
import static dev.sluice.spi.ErrorCategory.PERMISSION;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;

/** What is reported of the marker of a run. {@link #TARGET_REPLACED} ends the run; the others are warnings, and the run goes on. */
public enum MarkerCode implements Code {
    TARGET_REPLACED(
            CONNECTION,
            false,
            "The target is not the one that the run began with, or another run wrote to it meanwhile.",
            "Find out who emptied or replaced the data, or which other run writes these records. The next run writes every row."),

    // Warnings.
    MARKER_NOT_PERMITTED(
            PERMISSION,
            false,
            "The user may not read or write the marker.",
            "Grant +set with a key pattern that may be read and written, such as ~prefix* (%W~ is not enough), or set marker_key to off."),
    MARKER_NOT_SUPPORTED(
            CONFIGURATION,
            false,
            "The server cannot replace a value and tell the old one (SET with GET), so no marker is kept.",
            "Use Redis 6.2 or newer, or set marker_key to off."),
    MARKER_KEY_TAKEN(
            DATA,
            false,
            "The key of the marker holds a value of another type, which is left as it is.",
            "Set marker_key to a text with which no other application's keys begin."),
    MARKER_UNKNOWN(
            DATA,
            false,
            "The key of the marker held a text that is not a marker, and was overwritten.",
            "Find out which application writes this key, and set marker_key to another text."),
    MARKER_UNSEEN(
            CONNECTION,
            true,
            "The reply to a change of the marker was lost, so nobody knows what was there before.",
            "Nothing has to be done: the rows in doubt are written again."),
    RUN_UNPROVEN(
            CONNECTION,
            true,
            "A connection was replaced during the run, and it is not proven that the new one leads to the same server process.",
            "Nothing has to be done: the rows of this run are written again. Grant +info to the user, so that the process can be recognized."),
    KEYS_EVICTED(
            CAPACITY,
            true,
            "Redis evicted keys during the run, perhaps some that the run wrote.",
            "Raise maxmemory, or set maxmemory-policy to noeviction; then write every row again.");

    private final ErrorCategory category;
    private final boolean retryable;
    private final String message;
    private final String remedy;

    MarkerCode(ErrorCategory category, boolean retryable, String message, String remedy) {
        this.category = category;
        this.retryable = retryable;
        this.message = message;
        this.remedy = remedy;
    }

    @Override
    public Scope scope() {
        return Scope.RUN;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }

    @Override
    public String message() {
        return message;
    }

    @Override
    public String remedy() {
        return remedy;
    }

    /** The exception, more precisely. */
    public DestinationException exception(String precisely) {
        return DestinationException.of(detail(precisely, remedy));
    }
}
