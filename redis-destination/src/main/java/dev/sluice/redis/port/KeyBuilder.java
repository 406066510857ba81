package dev.sluice.redis.port;

import dev.sluice.spi.Row;

/** Builds the key of a row. For one thread. */
public interface KeyBuilder {
    /**
     * Builds the key of a row, as the bytes to send.
     *
     * @throws RejectedRow if the row has no key or an invalid one
     */
    byte[] key(Row row) throws RejectedRow;
}
