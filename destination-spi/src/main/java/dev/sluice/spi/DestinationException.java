package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A failure that concerns the run as a whole; the only exception that a destination throws for reasons outside the caller's code. A failure
 * of one row is an {@link Outcome}.
 *
 * <p>Neither its detail nor any cause or suppressed exception holds a secret or a value of a row: a driver's exception that might is
 * translated, not chained.
 */
public final class DestinationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail detail;
    private final transient List<ErrorDetail> problems;
    private final boolean indeterminate;

    private DestinationException(
            ErrorDetail detail, List<ErrorDetail> problems, boolean indeterminate, @Nullable Throwable cause) {
        super(detail.message(), cause);
        this.detail = detail;
        this.problems = List.copyOf(problems);
        this.indeterminate = indeterminate;
    }

    /** A failure after which nothing of the call has happened. */
    public static DestinationException of(ErrorDetail detail) {
        return new DestinationException(detail, List.of(), false, null);
    }

    /** The same with a cause, which the caller has seen to hold no secret and no value of a row. */
    public static DestinationException of(ErrorDetail detail, Throwable cause) {
        return new DestinationException(detail, List.of(), false, requireNonNull(cause, "cause"));
    }

    /** A failed {@link DestinationRun#commit} of which nobody knows whether it happened. */
    public static DestinationException indeterminate(ErrorDetail detail) {
        return new DestinationException(detail, List.of(), true, null);
    }

    /**
     * Wrong settings: all problems at once, ordered as given. Code {@code SETTINGS_INVALID}.
     *
     * @param problems made with {@link ErrorDetail#setting}
     * @throws IllegalArgumentException if there is no problem
     */
    public static DestinationException configuration(List<ErrorDetail> problems) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("no problem");
        }
        StringBuilder message = new StringBuilder();
        StringBuilder remedy = new StringBuilder();
        for (ErrorDetail problem : problems) {
            String separator = message.isEmpty() ? "" : "; ";
            // By its name, as a user knows the setting; the pointer is for programs.
            String pointer = problem.pointer().orElse("");
            String name = pointer.substring(pointer.lastIndexOf('/') + 1);
            message.append(separator)
                    .append(name)
                    .append(name.isEmpty() ? "" : ": ")
                    .append(problem.message());
            remedy.append(separator).append(problem.remedy());
        }
        ErrorDetail detail = ErrorDetail.of(
                "SETTINGS_INVALID", ErrorCategory.CONFIGURATION, message.toString(), remedy.toString(), false);
        return new DestinationException(detail, problems, false, null);
    }

    /**
     * A mode that the destination does not offer. Code {@code MODE_UNSUPPORTED}.
     *
     * @param remedy names the modes to use instead
     */
    public static DestinationException unsupportedMode(SyncMode mode, String remedy) {
        return of(ErrorDetail.of(
                "MODE_UNSUPPORTED",
                ErrorCategory.UNSUPPORTED_MODE,
                "The destination does not support the mode " + mode + ".",
                remedy,
                false));
    }

    /** A call on a closed run, writer or reader. Code {@code CLOSED}. */
    public static DestinationException closed() {
        return of(ErrorDetail.of(
                "CLOSED", ErrorCategory.CLOSED, "The run, writer or reader is closed.", "Open a new one.", false));
    }

    /** What went wrong, and what to do about it. */
    public ErrorDetail detail() {
        return detail;
    }

    /** Every wrong setting, in the order found; empty unless the settings are at fault. */
    public List<ErrorDetail> problems() {
        return problems;
    }

    /** Whether nobody knows if the commit happened. False for every call but {@link DestinationRun#commit}: there nothing became visible. */
    public boolean indeterminate() {
        return indeterminate;
    }
}
