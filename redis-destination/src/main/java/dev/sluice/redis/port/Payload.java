package dev.sluice.redis.port;

import java.util.List;

/** The value part of a command, in the bytes that are sent. */
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
     * @param pairs field, value, field, value …, in the row's order
     * @param deletions fields that a null takes away
     */
    record Fields(List<byte[]> pairs, List<byte[]> deletions) implements Payload {}
}
