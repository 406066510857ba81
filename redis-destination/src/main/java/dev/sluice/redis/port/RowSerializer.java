package dev.sluice.redis.port;

import dev.sluice.spi.Row;
import java.util.List;

/** Turns a row into the value part of a command. For one thread. */
public interface RowSerializer {
    /**
     * The value of a row.
     *
     * @throws RejectedRow if a value cannot be represented
     */
    Payload serialize(Row row) throws RejectedRow;

    /** The value part of a command, in the bytes that are sent. */
    sealed interface Payload {
        /**
         * One value.
         *
         * @param bytes never modified
         */
        @SuppressWarnings("ArrayRecordComponent") // made once, read once, never compared
        record Text(byte[] bytes) implements Payload {}

        /**
         * Hash fields.
         *
         * @param pairs field, value, field, value …, in the row's order
         * @param deletions fields that a null takes away
         */
        record Fields(List<byte[]> pairs, List<byte[]> deletions) implements Payload {}
    }
}
