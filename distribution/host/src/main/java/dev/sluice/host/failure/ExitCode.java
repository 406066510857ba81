package dev.sluice.host.failure;

import dev.sluice.spi.ErrorCategory;
import java.util.List;

/** The exit codes of a process that runs syncs. They are a contract: scripts act on them. */
public final class ExitCode {
    /** Everything was done, or there was nothing to do. */
    public static final int DONE = 0;
    /** A defect of the program or of a plugin. */
    public static final int DEFECT = 1;
    /** The command line, a setting or a definition is wrong. */
    public static final int CONFIGURATION = 2;
    /** The source or the destination cannot be reached, refuses or is lost, or the fate of rows is unknown. */
    public static final int FAILED = 3;
    /** Done, and some rows were rejected. */
    public static final int ROWS_REJECTED = 4;
    /** Stopped by a guard. */
    public static final int GUARD = 5;
    /** A look at the target found differences that stay. */
    public static final int DIFFERENCES = 6;
    /** Another run holds the sync. */
    public static final int LOCKED = 7;
    /** A plan was asked for a detailed exit code, and there are changes. */
    public static final int CHANGES = 10;
    /** Ended by the user. A program in Java is not told by which signal, so after SIGTERM the process itself ends with 143. */
    public static final int CANCELLED = 130;

    /** From the worst on. */
    private static final List<Integer> BY_WEIGHT =
            List.of(CANCELLED, DEFECT, FAILED, CONFIGURATION, GUARD, LOCKED, DIFFERENCES, ROWS_REJECTED, CHANGES, DONE);

    private ExitCode() {}

    /** The code of a process that ran several syncs: the one that says the worst. */
    public static int worse(int one, int other) {
        return BY_WEIGHT.indexOf(one) <= BY_WEIGHT.indexOf(other) ? one : other;
    }

    /** The exit code of what a failure of this category ended. */
    public static int of(ErrorCategory category) {
        return switch (category) {
            case CLOSED, INTERNAL -> DEFECT;
            case CONFIGURATION, UNSUPPORTED_MODE -> CONFIGURATION;
            case AUTHENTICATION, PERMISSION, CONNECTION, PROTOCOL, CAPACITY, DATA -> FAILED;
            case GUARD -> GUARD;
            case LOCKED -> LOCKED;
            case CANCELLED -> CANCELLED;
        };
    }
}
