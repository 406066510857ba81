package dev.sluice.host.change;

/**
 * How a source differs from what was written.
 *
 * @param added rows of kind {@link ChangeKind#ADDED}
 * @param changed rows of kind {@link ChangeKind#CHANGED}
 * @param renewed rows of kind {@link ChangeKind#RENEWED}
 * @param unchanged rows whose records hold them already
 * @param duplicates rows of kind {@link ChangeKind#DUPLICATE}
 * @param removals records without a row in the source
 * @param withdrawn rows of kind {@link ChangeKind#WITHDRAWN}
 * @param expired rows whose time is over, and which have no record
 */
public record Difference(
        long added,
        long changed,
        long renewed,
        long unchanged,
        long duplicates,
        long removals,
        long withdrawn,
        long expired) {
    /** A difference in which no row's time is over. */
    public Difference(long added, long changed, long renewed, long unchanged, long duplicates, long removals) {
        this(added, changed, renewed, unchanged, duplicates, removals, 0, 0);
    }

    /** The number of rows to write. */
    public long toWrite() {
        return added + changed + renewed;
    }

    /** The number of records that the state knew. */
    public long known() {
        return changed + renewed + unchanged + removals + withdrawn;
    }
}
