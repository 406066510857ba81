package dev.sluice.host.change;

/**
 * How a source differs from what was written.
 *
 * @param added rows of kind {@link Kind#ADDED}
 * @param changed rows of kind {@link Kind#CHANGED}
 * @param renewed rows of kind {@link Kind#RENEWED}
 * @param unchanged rows whose records hold them
 * @param duplicates rows of kind {@link Kind#DUPLICATE}
 * @param removals records that the source has no row for
 */
public record Difference(long added, long changed, long renewed, long unchanged, long duplicates, long removals) {
    /** Rows that are to be written. */
    public long toWrite() {
        return added + changed + renewed;
    }
}
