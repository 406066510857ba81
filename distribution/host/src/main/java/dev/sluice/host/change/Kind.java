package dev.sluice.host.change;

/** Why a row is to be written, or refused, in a mirror. */
public enum Kind {
    /** The state knows no record of this identity. */
    ADDED(0),
    /** The record was written with other values, or it is not certain that it holds these. */
    CHANGED(1),
    /** The record holds these values, and is to be written again: it would expire, or is to be stored in another way. */
    RENEWED(2),
    /** An earlier row of the source has the same identity. */
    DUPLICATE(3);

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    /** What stands for it in the tables of a run. */
    int code() {
        return code;
    }

    static Kind of(long code) {
        return switch ((int) code) {
            case 0 -> ADDED;
            case 1 -> CHANGED;
            case 2 -> RENEWED;
            case 3 -> DUPLICATE;
            default -> throw new IllegalArgumentException("no kind " + code);
        };
    }
}
