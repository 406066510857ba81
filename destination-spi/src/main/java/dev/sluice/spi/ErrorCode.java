package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A code with what it means in general: an entry of a destination's list of {@linkplain Destination#errors() errors}. What is reported with
 * the code may be more precise.
 *
 * @param scope what it concerns
 * @param partial whether a row that is rejected with it may have been applied in part; every other rejected row changed nothing
 * @param detail code, category, and message and remedy in general terms
 */
public record ErrorCode(Scope scope, boolean partial, ErrorDetail detail) {
    /** The codes of the SPI's own factories, which every destination may report and none needs to list. */
    public static final List<ErrorCode> COMMON = List.of(
            run(ErrorDetail.of(
                    "SETTINGS_INVALID",
                    ErrorCategory.CONFIGURATION,
                    "Settings are wrong; every problem is listed with its setting.",
                    "Correct each.",
                    false)),
            run(ErrorDetail.of(
                    "MODE_UNSUPPORTED",
                    ErrorCategory.UNSUPPORTED_MODE,
                    "The destination does not support the mode.",
                    "Use one of the modes that are offered; the remedy that is reported names the nearest.",
                    false)),
            run(DestinationException.closed().detail()));

    /** What a code concerns. */
    public enum Scope {
        /** It ends the run. Each row that met it carries it too. */
        RUN,
        /** It is reported and ends nothing, see {@link RunEvent.Warning}. */
        WARNING,
        /** One row is rejected, and the others stand. */
        ROW,
        /** Only a check reports it. */
        CHECK
    }

    public ErrorCode {
        requireNonNull(scope, "scope");
        requireNonNull(detail, "detail");
    }

    /** A failure that ends a run. */
    public static ErrorCode run(ErrorDetail detail) {
        return new ErrorCode(Scope.RUN, false, detail);
    }

    /** A warning: the run goes on. */
    public static ErrorCode warning(ErrorDetail detail) {
        return new ErrorCode(Scope.WARNING, false, detail);
    }

    /** A failure of one row, which changed nothing. */
    public static ErrorCode row(ErrorDetail detail) {
        return new ErrorCode(Scope.ROW, false, detail);
    }

    /** A failure of one row, which may have been applied in part. */
    public static ErrorCode partialRow(ErrorDetail detail) {
        return new ErrorCode(Scope.ROW, true, detail);
    }

    /** A failure that only a check reports. */
    public static ErrorCode check(ErrorDetail detail) {
        return new ErrorCode(Scope.CHECK, false, detail);
    }

    /** The code itself. */
    public String code() {
        return detail.code();
    }
}
