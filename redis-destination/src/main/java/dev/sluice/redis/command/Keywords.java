package dev.sluice.redis.command;

import dev.sluice.redis.port.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names and options of commands, in the bytes that are sent. */
public final class Keywords {
    public static final byte[] SET = bytes("SET");
    static final byte[] EX = bytes("EX");
    static final byte[] PXAT = bytes("PXAT");
    static final byte[] NX = bytes("NX");
    static final byte[] XX = bytes("XX");
    static final byte[] GET = bytes("GET");
    static final byte[] HSET = bytes("HSET");
    static final byte[] HDEL = bytes("HDEL");
    static final byte[] DEL = bytes("DEL");
    static final byte[] EXPIRE = bytes("EXPIRE");
    static final byte[] PEXPIREAT = bytes("PEXPIREAT");
    static final byte[] PERSIST = bytes("PERSIST");

    private Keywords() {}

    /** A text as it is sent. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A command about a key. */
    static Command command(byte[] key, byte[]... words) {
        return new Command(key, List.of(words));
    }

    /** A command about a key, written as text. */
    public static Command command(byte[] key, List<String> words) {
        return new Command(key, words.stream().map(Keywords::bytes).toList());
    }
}
