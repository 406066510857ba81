package dev.sluice.spi;

import static dev.sluice.spi.RowError.requireText;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A code with what it means in general: an entry of a destination's list of {@linkplain Destination#errors() errors}. What is reported with
 * the code may be more precise.
 *
 * @param code stable, upper case with underscores, such as {@code KEY_EMPTY}
 * @param scope what it concerns
 * @param category who can mend it
 * @param retryable whether a later run may succeed without any change
 * @param partial whether a row that is rejected with it may have been applied in part; such a row has else changed nothing
 * @param message what happened, in one sentence
 * @param remedy what to do about it, never blank
 */
public record ErrorCode(
        String code,
        Scope scope,
        ErrorCategory category,
        boolean retryable,
        boolean partial,
        String message,
        String remedy) {
    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");

    /** The codes of {@link DestinationException}'s own factories, which every destination may report and none needs to list. */
    public static final List<ErrorCode> COMMON = List.of(
            common(
                    "SETTINGS_INVALID",
                    ErrorCategory.CONFIGURATION,
                    "Settings are wrong; every problem is listed with its setting.",
                    "Correct each."),
            common(
                    "MODE_UNSUPPORTED",
                    ErrorCategory.UNSUPPORTED_MODE,
                    "The destination does not support the mode.",
                    "Use one of the modes that are offered; the remedy that is reported names the nearest."),
            common("CLOSED", ErrorCategory.CLOSED, "The writer or reader is closed.", "Open a new one."));

    /** What a code concerns. */
    public enum Scope {
        /** It ends the run. It also stands beside each row that met it. */
        RUN,
        /** One row is rejected, and the others stand. */
        ROW,
        /** Only a check reports it. */
        CHECK
    }

    /** @throws IllegalArgumentException if the code has another form, or message or remedy is blank */
    public ErrorCode {
        if (!CODE.matcher(requireNonNull(code, "code")).matches()) {
            throw new IllegalArgumentException("code '" + code + "' does not match " + CODE);
        }
        requireNonNull(scope, "scope");
        requireNonNull(category, "category");
        requireText(message, "message");
        requireText(remedy, "remedy");
    }

    private static ErrorCode common(String code, ErrorCategory category, String message, String remedy) {
        return new ErrorCode(code, Scope.RUN, category, false, false, message, remedy);
    }
}
