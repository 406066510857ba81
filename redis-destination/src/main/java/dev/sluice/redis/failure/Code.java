package dev.sluice.redis.failure;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A code with what belongs to it. Its text is its {@link #name()}, upper case with underscores. */
public sealed interface Code permits RunCode, RowCode, MarkerCode, CheckCode {
    /** Every code of this destination, in the order of the pages. */
    static List<Code> all() {
        return Stream.<Code[]>of(RunCode.values(), RowCode.values(), MarkerCode.values(), CheckCode.values())
                .flatMap(Arrays::stream)
                .toList();
    }

    /** The code itself; stable. */
    String name();

    /** What it is about. */
    Scope scope();

    /** Who can mend it. */
    ErrorCategory category();

    /** Whether a later run may succeed without any change. */
    boolean retryable();

    /** Whether a rejected row may have been applied in part. */
    default boolean partial() {
        return false;
    }

    /** What happened, in general terms; what is reported may be more precise. */
    String message();

    /** What to do about it, in general terms. */
    String remedy();

    /** The failure in general terms. */
    default ErrorDetail detail() {
        return detail(message(), remedy());
    }

    /** The failure, more precisely. */
    default ErrorDetail detail(String precisely, String toDo) {
        return ErrorDetail.of(name(), category(), precisely, toDo, retryable());
    }

    /** The code as the host lists it. */
    default ErrorCode listed() {
        return new ErrorCode(scope(), partial(), detail());
    }
}
