package dev.sluice.host.hash;

/**
 * 128 bits that tell rows apart, and what else a state has to know of a row that is written.
 *
 * @param place where the state keeps the record of the row: before its record of this number
 * @param ordinal the position of the row in its pass
 * @param lifetime how long the record lasts
 */
public record RowHash(long high, long low, long place, long ordinal, Lifetime lifetime) {
    /** Of a row that no state has compared. */
    public RowHash(long high, long low) {
        this(high, low, 0, 0, Lifetime.ENDLESS);
    }

    /** Whether the rows are the same. */
    public boolean matches(RowHash other) {
        return high == other.high && low == other.low;
    }
}
