package dev.sluice.redis.port;

import dev.sluice.spi.Row;

/** Builds the key of a row. For one thread. */
public interface KeyBuilder {
    /**
     * The key of a row, in the bytes that are sent.
     *
     * @throws RejectedRow if the row has no key or one that cannot be a key
     */
    byte[] key(Row row) throws RejectedRow;
}
