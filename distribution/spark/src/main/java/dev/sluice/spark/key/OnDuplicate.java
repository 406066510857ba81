package dev.sluice.spark.key;

/** What becomes of rows with the same key. */
public enum OnDuplicate {
    /** All of them are rejected: without an order each run would pick another. */
    REJECT,
    /** The lowest in their order counts, the others are skipped. */
    FIRST,
    /** The highest in their order counts, the others are skipped. */
    LAST
}
