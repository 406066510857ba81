package dev.sluice.cli;

/** The exit codes of the command. They are a contract: scripts act on them. */
final class Exit {
    /** Everything was done. */
    static final int OK = 0;
    /** A defect of the program. */
    static final int INTERNAL = 1;
    /** The command line or a setting is wrong; nothing was done. */
    static final int USAGE = 2;
    /** The source or the destination cannot be reached, or refuses. */
    static final int UNREACHABLE = 3;
    /** Done, and some rows were rejected. */
    static final int REJECTED = 4;
    /** A guard stopped the run before it wrote anything. */
    static final int GUARD = 5;
    /** Another run holds the sync. */
    static final int LOCKED = 7;

    /** The user ended it. A program in Java is not told by which signal, so after SIGTERM the process itself ends with 143. */
    static final int INTERRUPTED = 130;

    private Exit() {}
}
