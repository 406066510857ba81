package dev.sluice.source.jdbc.spool;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The rows of a query that runs. For one thread, but for {@link #unpack}. */
public interface QueryRows {
    /** The next row as bytes; null at the end. */
    byte @Nullable [] next() throws SQLException;

    /**
     * Reads the values of a row into the array, or an {@link dev.sluice.host.value.Unfit} in their places. Any thread may call it, also after the
     * query has ended.
     */
    void unpack(byte[] row, @Nullable Object[] values);
}
