package dev.sluice.host.change;

import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;

/** Takes in the rows of a source. For one thread. */
public interface Snapshot extends AutoCloseable {
    /**
     * Adds a row.
     *
     * @param ordinal its position in the pass, from 0, ascending
     * @param number its number, for people
     */
    void add(long ordinal, long number, Identity identity, Row row);

    /** Ends the pass. Idempotent. */
    @Override
    void close();
}
