package dev.sluice.redis.port;

import dev.sluice.spi.Row;

/** Turns a row into the value part of a command. For one thread. */
public interface RowSerializer {
    /**
     * Serializes a row.
     *
     * @throws RejectedRow if a value cannot be represented
     */
    Payload serialize(Row row) throws RejectedRow;
}
