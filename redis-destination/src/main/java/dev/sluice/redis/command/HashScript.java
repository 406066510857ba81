package dev.sluice.redis.command;

import static dev.sluice.redis.command.Keywords.bytes;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Payload;
import dev.sluice.spi.SyncMode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The Lua script that writes one hash atomically: only if the key is absent or present, so that the hash has no other fields than the row, or
 * so that fields, deletions and expiry come together.
 *
 * <p>It sets the fields first, because a key of another type or a full server refuses that, and then nothing has changed yet. It returns 1 if
 * it wrote, 0 if it did not, and 2 if the user may not read what would decide that. The key and the values are arguments: the text is
 * constant and contains no value.
 */
public final class HashScript {
    /**
     * ARGV: the condition, whether to replace, the command about the expiry and its time (both may be empty), n, n fields to delete, and
     * then fields and values in turn.
     */
    static final String TEXT = """
            local key = KEYS[1]
            local first = 6 + tonumber(ARGV[5])
            if ARGV[1] ~= 'A' then
              local there = redis.call('EXISTS', key) == 1
              if there and ARGV[1] == 'R' then
                local is = redis.pcall('HGETALL', key)
                if is.err then return string.find(is.err, 'WRONGTYPE') and 0 or 2 end
                local has = {}
                for i = 1, #is, 2 do has[is[i]] = is[i + 1] end
                for i = first, #ARGV, 2 do
                  if has[ARGV[i]] ~= ARGV[i + 1] then return 0 end
                end
                return #is == #ARGV - first + 1 and 1 or 0
              end
              if there ~= (ARGV[1] == 'X') then return 0 end
            end
            for i = first, #ARGV, 2000 do
              redis.call('HSET', key, unpack(ARGV, i, math.min(i + 1999, #ARGV)))
            end
            local gone = {}
            if ARGV[2] == '1' then
              local kept = {}
              for i = first, #ARGV, 2 do kept[ARGV[i]] = true end
              for _, field in ipairs(redis.call('HKEYS', key)) do
                if not kept[field] then gone[#gone + 1] = field end
              end
            else
              for i = 6, first - 1 do gone[#gone + 1] = ARGV[i] end
            end
            for i = 1, #gone, 1000 do
              redis.call('HDEL', key, unpack(gone, i, math.min(i + 999, #gone)))
            end
            if ARGV[4] ~= '' then redis.call(ARGV[3], key, ARGV[4]) elseif ARGV[3] ~= '' then redis.call(ARGV[3], key) end
            return 1
            """;

    private static final byte[] EVALSHA = bytes("EVALSHA");
    private static final byte[] EVAL = bytes("EVAL");
    private static final byte[] BODY = bytes(TEXT);
    private static final byte[] DIGEST = bytes(digest());
    private static final byte[] ONE = bytes("1");
    private static final byte[] ZERO = bytes("0");

    private static final int CONDITION = 4;

    /** As {@link WriteCondition#IF_ABSENT}; but a key that holds exactly this row was written by an earlier attempt. */
    private static final byte[] ABSENT_OR_WRITTEN = bytes("R");

    private static final byte[] EMPTY = {};

    private final boolean replace;
    private final byte[] condition;

    /** The script of a run that cannot do without; empty if it can. */
    public static Optional<HashScript> of(RedisSettings settings, SyncMode mode) {
        boolean replace = settings.hashWrite() == HashWrite.REPLACE;
        WriteCondition condition = WriteCondition.of(settings, mode);
        return settings.format() == Format.HASH && (replace || condition != WriteCondition.ALWAYS)
                ? Optional.of(new HashScript(condition, replace))
                : Optional.empty();
    }

    /** The script that merges a row into a hash in one step, where the user may call scripts; empty if a single command does, always. */
    public static Optional<HashScript> merging(RedisSettings settings, SyncMode mode) {
        boolean merges = settings.format() == Format.HASH && of(settings, mode).isEmpty();
        boolean severalCommands = settings.ttl(mode).kind() != Ttl.Kind.UNSET
                || settings.ttlField().isPresent()
                || settings.nullFields() == NullFields.DELETE;
        return merges && severalCommands ? Optional.of(new HashScript(WriteCondition.ALWAYS, false)) : Optional.empty();
    }

    private HashScript(WriteCondition condition, boolean replace) {
        this.condition = bytes(
                switch (condition) {
                    case ALWAYS -> "A";
                    case IF_ABSENT -> "N";
                    case IF_PRESENT -> "X";
                });
        this.replace = replace;
    }

    /** Whether the hash has no other fields than the row afterwards. */
    boolean replaces() {
        return replace;
    }

    /** The call that writes these fields. */
    public Command write(byte[] key, Payload.Fields fields, KeyExpiry expiry) {
        List<byte[]> deletions = replace ? List.of() : fields.deletions();
        List<byte[]> arguments =
                new ArrayList<>(9 + deletions.size() + fields.pairs().size());
        arguments.add(EVALSHA);
        arguments.add(DIGEST);
        arguments.add(ONE);
        arguments.add(key);
        arguments.add(condition);
        arguments.add(replace ? ONE : ZERO);
        arguments.add(expiry.hashCommand().orElse(EMPTY));
        arguments.add(expiry.time().orElse(EMPTY));
        arguments.add(bytes(Integer.toString(deletions.size())));
        arguments.addAll(deletions);
        arguments.addAll(fields.pairs());
        return new Command(key, arguments);
    }

    /** The same call with the text of the script, for a server that does not have it yet. */
    public static Command withBody(Command call) {
        List<byte[]> arguments = new ArrayList<>(call.arguments());
        arguments.set(0, EVAL);
        arguments.set(1, BODY);
        return new Command(call.key(), arguments);
    }

    /** The same call for a key that an earlier attempt may have written. */
    static Command unlessWritten(Command call) {
        List<byte[]> arguments = new ArrayList<>(call.arguments());
        arguments.set(CONDITION, ABSENT_OR_WRITTEN);
        return new Command(call.key(), arguments);
    }

    private static String digest() {
        try {
            // Redis names scripts by their SHA-1 digest; nothing here is secret.
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(BODY));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-1", e);
        }
    }
}
