package dev.sluice.host.change;

/** Why a row of a mirror is written, rejected, or loses its record. */
public enum ChangeKind {
    /** The state has no record of this identity, or knows that it is removed or lost. */
    ADDED,
    /** The record was written with other values, or it is uncertain what it holds. */
    CHANGED,
    /** The record holds these values but is written again: it would expire, expires at another time now, or is stored differently now. */
    RENEWED,
    /** An earlier row of the source has the same identity. */
    DUPLICATE,
    /** The time of the row is over, and its record may still be there. */
    WITHDRAWN
}
