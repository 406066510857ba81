package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

/**
 * Why one change was not applied, or why its fate is unknown. Its scope is the row; an error that concerns the run is a
 * {@link DestinationException}.
 *
 * @param code stable, upper case with underscores, such as {@code KEY_EMPTY}
 * @param category who can mend it
 * @param message what happened, in one sentence, without any secret or value of the row
 * @param remedy what to do about it, never blank, under the same rule
 * @param retryable whether a later run may succeed with the row as it is
 */
public record RowError(String code, ErrorCategory category, String message, String remedy, boolean retryable) {
    /** @throws IllegalArgumentException if code, message or remedy is blank */
    public RowError {
        requireText(code, "code");
        requireNonNull(category, "category");
        requireText(message, "message");
        requireText(remedy, "remedy");
    }

    static String requireText(String text, String name) {
        if (requireNonNull(text, name).isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
        return text;
    }
}
