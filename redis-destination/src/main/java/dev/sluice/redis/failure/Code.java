package dev.sluice.redis.failure;

import dev.sluice.spi.ErrorCategory;

/** A code with what belongs to it. Its text is its {@link #name()}, upper case with underscores. */
public sealed interface Code permits RunCode, RowCode, CheckCode {
    /** What a code is about. */
    enum Scope {
        /** It ends the run. */
        RUN,
        /** It concerns one row; the others stand. */
        ROW,
        /** A check reports it. */
        CHECK
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
}
