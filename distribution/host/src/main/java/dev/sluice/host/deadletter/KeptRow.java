package dev.sluice.host.deadletter;

/** What is kept of a row that was not written. */
public enum KeptRow {
    /** Nothing: the report counts it. */
    NONE,
    /** Its key and why it was not written. Without a state it cannot be sent again from there. */
    KEY,
    /** All of it. */
    ROW
}
