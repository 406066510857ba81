package dev.sluice.redis.rights;

import dev.sluice.redis.command.HashScript;
import dev.sluice.redis.command.KeyExpiry;
import dev.sluice.redis.command.Keywords;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Payload;
import dev.sluice.spi.SyncMode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A key in the shape of those of the records that does not exist, and the commands that try rights on it.
 *
 * @param name the key
 * @param script the script that the rows will call; empty to try the right to call any script
 * @param expiry what the script says of the expiry, where that is the same for every row
 * @param writes whether {@code SET} writes the key, with an expiry, or only tries the right
 * @param atMoment whether a {@code SET} that writes says the moment of the expiry, as that of a row may
 */
record ProbeKey(String name, Optional<HashScript> script, KeyExpiry expiry, boolean writes, boolean atMoment) {
    private static final String SECONDS = "10";
    private static final long MILLIS = 10_000;
    private static final String FIELD = "probe";
    private static final String UNKNOWN_SCRIPT = "0".repeat(40);

    /** The key of a run: only {@code HSET} writes it, because no form of it writes nothing. */
    static ProbeKey ofRun(RedisSettings settings, SyncMode mode) {
        return new ProbeKey(
                settings.keyOf("sluice-probe-" + UUID.randomUUID()),
                HashScript.of(settings, mode).or(() -> HashScript.merging(settings, mode)),
                settings.ttlField().isPresent() ? KeyExpiry.KEPT : KeyExpiry.of(settings.ttl(mode)),
                false,
                false);
    }

    /** The key of a check, which is really written. */
    static ProbeKey ofCheck(RedisSettings settings) {
        return new ProbeKey(
                settings.keyOf("sluice-check-" + UUID.randomUUID()),
                Optional.empty(),
                KeyExpiry.KEPT,
                true,
                settings.ttlField().isPresent());
    }

    private Command command(String command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(command, name));
        words.addAll(List.of(arguments));
        return Keywords.command(Keywords.bytes(name), words);
    }

    Command set() {
        if (atMoment) {
            // A server that does not know it is too old for such rows.
            return command("SET", "", "PXAT", moment());
        }
        return writes ? command("SET", "", "EX", SECONDS) : command("SET", FIELD, "XX");
    }

    Command setField() {
        return command("HSET", FIELD, "");
    }

    Command deleteField() {
        return command("HDEL", FIELD + "-absent");
    }

    Command fieldNames() {
        return command("HKEYS");
    }

    Command expire() {
        return command("EXPIRE", SECONDS);
    }

    Command expireAt() {
        return command("PEXPIREAT", moment());
    }

    private static String moment() {
        return Long.toString(Clock.systemUTC().millis() + MILLIS);
    }

    Command persist() {
        return command("PERSIST");
    }

    Command exists() {
        return command("EXISTS");
    }

    Command delete() {
        return command("DEL");
    }

    /** Brings the script to the server, so that it knows it from now on. */
    Command callText() {
        return script.map(rows -> HashScript.withBody(call(rows)))
                .orElseGet(() -> Keywords.command(Keywords.bytes(name), List.of("EVAL", "return 1", "1", name)));
    }

    Command callDigest() {
        return script.map(this::call)
                .orElseGet(() -> Keywords.command(Keywords.bytes(name), List.of("EVALSHA", UNKNOWN_SCRIPT, "1", name)));
    }

    /** Without a field the script writes nothing, and runs the same commands as for a row. */
    private Command call(HashScript rows) {
        return rows.write(Keywords.bytes(name), new Payload.Fields(List.of(), List.of()), expiry);
    }

    /** Waits for no replica, so the reply comes at once. */
    Command awaitReplicas() {
        return Keywords.command(Keywords.bytes(name), List.of("WAIT", "0", "1"));
    }
}
