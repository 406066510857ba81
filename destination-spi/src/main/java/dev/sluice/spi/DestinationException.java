package dev.sluice.spi;

import static dev.sluice.spi.RowError.requireText;
import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error that concerns the run as a whole; the only exception that a destination throws for reasons outside the caller's code. An error
 * of one row is a {@link RowError}.
 *
 * <p>Neither message nor remedy, nor any cause or suppressed exception, holds a secret or a value of a row: a driver's exception that
 * might is translated, not chained.
 */
public final class DestinationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final ErrorCategory category;
    private final String remedy;
    private final boolean retryable;
    private final transient List<Problem> problems;

    private DestinationException(
            String code,
            ErrorCategory category,
            String message,
            String remedy,
            boolean retryable,
            List<Problem> problems,
            @Nullable Throwable cause) {
        super(requireText(message, "message"), cause);
        this.code = requireText(code, "code");
        this.category = requireNonNull(category, "category");
        this.remedy = requireText(remedy, "remedy");
        this.retryable = retryable;
        this.problems = List.copyOf(problems);
    }

    /** An error without a cause. Parameters as in {@link RowError}. */
    public static DestinationException of(
            String code, ErrorCategory category, String message, String remedy, boolean retryable) {
        return new DestinationException(code, category, message, remedy, retryable, List.of(), null);
    }

    /** An error with a cause, which the caller has seen to hold no secret and no value of a row. */
    public static DestinationException of(
            String code, ErrorCategory category, String message, String remedy, boolean retryable, Throwable cause) {
        return new DestinationException(code, category, message, remedy, retryable, List.of(), cause);
    }

    /**
     * Wrong settings: all problems at once, ordered as given. Code {@code SETTINGS_INVALID}.
     *
     * @throws IllegalArgumentException if there is no problem
     */
    public static DestinationException configuration(List<Problem> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problem");
        }
        StringBuilder message = new StringBuilder();
        StringBuilder remedy = new StringBuilder();
        for (Problem problem : problems) {
            String separator = message.length() == 0 ? "" : "; ";
            // By its name, as a user knows the setting; the pointer is for programs.
            String name = problem.pointer().substring(problem.pointer().lastIndexOf('/') + 1);
            message.append(separator)
                    .append(name)
                    .append(name.isEmpty() ? "" : ": ")
                    .append(problem.message());
            remedy.append(separator).append(problem.remedy());
        }
        return new DestinationException(
                "SETTINGS_INVALID",
                ErrorCategory.CONFIGURATION,
                message.toString(),
                remedy.toString(),
                false,
                problems,
                null);
    }

    /**
     * A mode that the destination does not offer. Code {@code MODE_UNSUPPORTED}.
     *
     * @param remedy names the modes to use instead
     */
    public static DestinationException unsupportedMode(SyncMode mode, String remedy) {
        return of(
                "MODE_UNSUPPORTED",
                ErrorCategory.UNSUPPORTED_MODE,
                "The destination does not support the mode " + mode + ".",
                remedy,
                false);
    }

    /** A call on a closed writer or reader. Code {@code CLOSED}. */
    public static DestinationException closed() {
        return of("CLOSED", ErrorCategory.CLOSED, "The writer or reader is closed.", "Open a new one.", false);
    }

    /** Stable, upper case with underscores. */
    public String code() {
        return code;
    }

    /** Who can mend it. */
    public ErrorCategory category() {
        return category;
    }

    /** What to do about it, never blank. */
    public String remedy() {
        return remedy;
    }

    /** Whether the same run may succeed later without any change. */
    public boolean retryable() {
        return retryable;
    }

    /** Every wrong setting, when the category is {@link ErrorCategory#CONFIGURATION} and the settings are at fault; else empty. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }
}
