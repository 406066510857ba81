package dev.sluice.host.change;

/** The state of a mirror can no longer be read or written. Holds no value of a row. */
public final class StateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message names the state and holds no identity */
    public StateException(String message) {
        super(message);
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
