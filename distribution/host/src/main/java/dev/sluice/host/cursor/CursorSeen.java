package dev.sluice.host.cursor;

import java.util.Optional;

/**
 * What the rows of a pass had in the column of a cursor.
 *
 * @param highest the highest value; of times at most the database's clock; empty if no row had one
 * @param future rows that are dated after the database's clock by more than clocks and zones differ
 */
public record CursorSeen(Optional<CursorValue> highest, long future) {
    /** Of no rows. */
    public static final CursorSeen NOTHING = new CursorSeen(Optional.empty(), 0);
}
