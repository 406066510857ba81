package dev.sluice.redis.port;

import java.util.List;

/**
 * One command.
 *
 * @param key the key of the command, which selects the node of a cluster; empty for a command without a key
 * @param arguments the name and all arguments including the key, as the bytes to send; never modified
 */
@SuppressWarnings("ArrayRecordComponent") // made once, sent, never compared
public record Command(byte[] key, List<byte[]> arguments) {
    private static final byte[] NO_KEY = {};

    /** A command without a key. */
    public static Command withoutKey(List<byte[]> arguments) {
        return new Command(NO_KEY, arguments);
    }
}
