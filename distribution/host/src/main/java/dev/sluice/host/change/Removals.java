package dev.sluice.host.change;

import dev.sluice.spi.Identity;

/** The records without a row in the source. For one thread. */
public interface Removals extends AutoCloseable {
    /** Moves to the next record; false at the end. */
    boolean next();

    /** The record's identity. */
    Identity identity();

    /** Releases what the cursor holds. Idempotent. */
    @Override
    void close();
}
