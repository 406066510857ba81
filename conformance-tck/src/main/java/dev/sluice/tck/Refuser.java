package dev.sluice.tck;

/** Who refuses a change, see {@link ConformanceFixture#refusedBy}. A destination has to deal with both, and often in different code. */
public enum Refuser {
    /** The destination, before it sends anything: a key that makes no file name, a text for a column of numbers. */
    DESTINATION,
    /** The target, with its answer: a violated constraint, a record of another type. */
    TARGET
}
