package dev.sluice.redis.write;

import dev.sluice.redis.port.Command;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The words that commands are made of. */
final class Words {
    static final byte[] SET = bytes("SET");
    static final byte[] EX = bytes("EX");
    static final byte[] NX = bytes("NX");
    static final byte[] GET = bytes("GET");
    static final byte[] XX = bytes("XX");
    static final byte[] HSET = bytes("HSET");
    static final byte[] HDEL = bytes("HDEL");
    static final byte[] HKEYS = bytes("HKEYS");
    static final byte[] DEL = bytes("DEL");
    static final byte[] EXPIRE = bytes("EXPIRE");
    static final byte[] PERSIST = bytes("PERSIST");
    static final byte[] EXISTS = bytes("EXISTS");

    private Words() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Command command(byte[] key, byte[]... words) {
        return new Command(key, List.of(words));
    }
}
