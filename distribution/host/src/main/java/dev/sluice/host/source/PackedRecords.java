package dev.sluice.host.source;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.hash.RowHash;
import dev.sluice.host.hash.RowHasher;
import dev.sluice.spi.RowSchema;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk of a {@link SourceCursor} is besides a list, if its records are made when they are asked for: rows that did not change are then
 * told by their hashes, and never made.
 */
public interface PackedRecords {
    /** The fields of every row. */
    RowSchema schema();

    /** The number of a row, as {@link SourceRecord#number}. */
    long number(int index);

    /**
     * The hash of a row.
     *
     * @param fields what is hashed of it
     * @param positions of these fields in the {@link #schema}
     * @return what the hasher gives for the record's row of these fields; null if the row has to be made to know that
     */
    @Nullable
    RowHash hash(int index, RowSchema fields, int[] positions, RowHasher hasher);

    /**
     * Has a row in later passes too; of rows of {@link Source#openChoosing}, in their order.
     *
     * @throws HostException if it cannot be stored
     */
    default void keep(int index) {}

    /** Whether the row is here; one that an earlier pass left out cannot be got. */
    default boolean isKept(int index) {
        return true;
    }
}
