package dev.sluice.host.change;

import java.nio.file.Path;
import java.sql.SQLException;

/** The state of a mirror cannot be read or written any further. Holds no value of a row. */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StateException(String message) {
        super(message);
    }

    /** What the engine says may quote an identity, so only its kind is told. */
    static StateException of(Path file, SQLException cause) {
        String text = String.valueOf(cause.getMessage());
        int colon = text.indexOf(':');
        String kind = colon > 0 && text.substring(0, colon).endsWith("Error") ? text.substring(0, colon) : "no reason";
        return new StateException("The state " + file + " cannot be read or written any further (" + kind + ").");
    }

    /** Stable. */
    public String code() {
        return "STATE_FAILED";
    }

    /** What to do about it. */
    public String remedy() {
        return "See that there is room and that the directory can be written to, then run again: nothing that was written is lost.";
    }
}
