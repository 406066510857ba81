package dev.sluice.host.change;

import dev.sluice.host.hash.RowHash;
import dev.sluice.spi.Row;
import org.jspecify.annotations.Nullable;

/** The rows that are not unchanged, in the order of the source. For one thread. */
public interface ChangeCursor extends AutoCloseable {
    /** Moves to the next row; false at the end. */
    boolean next();

    /** The row's position in the pass. */
    long ordinal();

    /** Why the row is here. */
    ChangeKind kind();

    /**
     * Whether the record is to be removed before the row is written: it is known, and it may be of another type than records are now, see
     * {@link Identification#RECORD_TYPE}.
     */
    boolean replaces();

    /** The number of the first row with the same identity, for {@link ChangeKind#DUPLICATE}. */
    long firstNumber();

    /** The hash of the row, if it is the one that was observed; null if the source has changed since. */
    @Nullable
    RowHash verify(Row candidate);

    /** Releases what the cursor holds. Idempotent. */
    @Override
    void close();
}
