package dev.sluice.host.deadletter;

import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a run go that were not written. Safe for use by several threads. Every method throws {@code DEAD_LETTERS_UNWRITABLE} if a row
 * cannot be kept.
 */
public interface FailedRows {
    /**
     * Adds a row that the destination was sent.
     *
     * @param number the row's number; 0 if it has none
     * @param outcome {@code rejected} or {@code indeterminate}
     */
    void row(long number, String outcome, ErrorDetail error, Row row);

    /**
     * Adds a row that did not reach the destination.
     *
     * @param row what is known of its values; null if none could be read
     */
    void unsent(long number, ErrorDetail error, @Nullable Row row);

    /**
     * Adds a removal.
     *
     * @param identity the fields that name the record
     */
    void removal(String outcome, ErrorDetail error, Row identity);

    /** Whether there are rows of earlier runs that an outcome may settle. */
    boolean hasOpen();

    /** The record has another outcome than a row of an earlier run. */
    void settled(Identity record);

    /** The destination took a change of the record; {@link #acceptedSettled} decides. */
    void accepted(Identity record);

    /** What the destination took is written. */
    void acceptedSettled();
}
