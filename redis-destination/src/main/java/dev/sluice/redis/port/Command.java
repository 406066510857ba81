package dev.sluice.redis.port;

import java.util.List;

/**
 * One command.
 *
 * @param key the key that it is about, by which a cluster finds its node; empty if it is about none
 * @param arguments the name and its arguments, the key among them, in the bytes that are sent; never modified
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent, never compared
public record Command(byte[] key, List<byte[]> arguments) {
    private static final byte[] NONE = {};

    /** A command that is about no key. */
    public static Command withoutKey(List<byte[]> arguments) {
        return new Command(NONE, arguments);
    }
}
