package dev.sluice.host.report;

import java.nio.file.Path;

/** The dead letters cannot be written. Has no value of a row, and no cause, which might quote one. */
public final class DeadLettersException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeadLettersException(Path file) {
        super("The file of rejected rows, " + file + ", cannot be written.");
    }

    /** Stable. */
    public String code() {
        return "DEAD_LETTERS_UNWRITABLE";
    }

    /** What to do about it. */
    public String remedy() {
        return "See that there is room, and that the directory can be written to.";
    }
}
