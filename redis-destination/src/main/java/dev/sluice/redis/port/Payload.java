package dev.sluice.redis.port;

import java.util.List;

/** The value part of a command, as the bytes to send. */
public sealed interface Payload {
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
     * @param pairs field, value, field, value …, in the order of the row
     * @param deletions the fields to delete, because their value is null
     */
    record Fields(List<byte[]> pairs, List<byte[]> deletions) implements Payload {}
}
