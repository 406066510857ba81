package dev.sluice.redis.command;

import static dev.sluice.redis.command.Keywords.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.port.Command;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What becomes of the expiry of a key when its row is written, and the words that say so. */
public final class KeyExpiry {
    /** An existing hash keeps its expiry; a string loses it, as with every SET. */
    public static final KeyExpiry KEPT = new KeyExpiry(List.of(), Optional.empty(), Optional.empty());

    /** The key has none. */
    static final KeyExpiry NONE = new KeyExpiry(List.of(), Optional.of(Keywords.PERSIST), Optional.empty());

    private final List<byte[]> setOptions;
    private final Optional<byte[]> hashCommand;
    private final Optional<byte[]> time;

    private KeyExpiry(List<byte[]> setOptions, Optional<byte[]> hashCommand, Optional<byte[]> time) {
        this.setOptions = setOptions;
        this.hashCommand = hashCommand;
        this.time = time;
    }

    /** The key expires so many seconds after the write, by the clock of the server. */
    static KeyExpiry afterSeconds(long seconds) {
        byte[] time = bytes(Long.toString(seconds));
        return new KeyExpiry(List.of(Keywords.EX, time), Optional.of(Keywords.EXPIRE), Optional.of(time));
    }

    /** The key expires at a moment, by the clock of the server: one that is over by then is not there afterwards. */
    static KeyExpiry atMillis(long millis) {
        byte[] time = bytes(Long.toString(millis));
        return new KeyExpiry(List.of(Keywords.PXAT, time), Optional.of(Keywords.PEXPIREAT), Optional.of(time));
    }

    /** What the settings say of a key of which the row says nothing. */
    public static KeyExpiry of(Ttl ttl) {
        return switch (ttl.kind()) {
            case UNSET, LASTING -> KEPT;
            case NEVER -> NONE;
            case EXPIRES -> afterSeconds(ttl.seconds());
        };
    }

    /** What SET says of it, after its value and its condition. */
    public List<byte[]> setOptions() {
        return setOptions;
    }

    /** When the key expires, in words: {@code in 60 s}; empty if this sets no expiry. */
    public Optional<String> words() {
        return time.map(text -> new String(text, US_ASCII))
                .map(text -> isInSeconds() ? "in " + text + " s" : "at " + Instant.ofEpochMilli(Long.parseLong(text)));
    }

    /** Whether it sets one. */
    public boolean expires() {
        return time.isPresent();
    }

    /** Whether it is counted from the write. */
    public boolean isInSeconds() {
        return hashCommand.filter(name -> name == Keywords.EXPIRE).isPresent();
    }

    /** The name of the command that says it of a hash; empty if there is nothing to say. */
    Optional<byte[]> hashCommand() {
        return hashCommand;
    }

    /** The argument of {@link #hashCommand}; empty for PERSIST. */
    Optional<byte[]> time() {
        return time;
    }

    /** The command that says it of a hash; only if {@link #hashCommand} is there. */
    Command command(byte[] key) {
        byte[] name = hashCommand.orElseThrow();
        return time.isPresent() ? Keywords.command(key, name, key, time.get()) : Keywords.command(key, name, key);
    }
}
