package dev.sluice.source.jdbc.spool;

import dev.sluice.host.hash.RowHasher;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query that runs. For one thread, but for {@link #unpack} and {@link #hash}. */
public interface QueryRows {
    /** The next row as bytes; null at the end. */
    byte @Nullable [] next() throws SQLException;

    /**
     * Reads the values of a row into the array, or an {@link dev.sluice.host.value.Unfit} in their places. Any thread may call it, also after the
     * query has ended.
     */
    void unpack(byte[] row, @Nullable Object[] values);

    /**
     * Hands the values of a row to a hasher, of which no value need be made that is hashed as it is sent. Any thread may call it.
     *
     * @param positions of the columns that are hashed
     * @return false if one of them is {@link dev.sluice.host.value.Unfit}; then the hasher has begun in vain
     */
    boolean hash(byte[] row, int[] positions, RowHasher hasher);
}
