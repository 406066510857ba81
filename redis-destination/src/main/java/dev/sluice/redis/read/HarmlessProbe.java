package dev.sluice.redis.read;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.redis.command.KeyExpiry;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.failure.ErrorReply;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.redis.port.Command;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.Reply;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code SET key value NX GET}, which tells the value of a string under the right to {@code SET}, from Redis 7.0 on. It changes no key that
 * exists, whoever owns it. A record that is absent it writes as the run would, so an update, which creates none, has no probe; and every
 * other command that tells whether a key exists can change one of another application.
 */
final class HarmlessProbe {
    private static final byte[] SET = bytes("SET");
    private static final byte[] NX = bytes("NX");
    private static final byte[] GET = bytes("GET");

    private HarmlessProbe() {}

    /** The probe of a run; empty if there is none. */
    static Optional<HarmlessProbe> of(RedisSettings settings, SyncMode mode) {
        return settings.format() == Format.STRING && mode != SyncMode.UPDATE
                ? Optional.of(new HarmlessProbe())
                : Optional.empty();
    }

    /** The command for a record; its reply is the value, or nil for one that was absent. */
    Command of(byte[] key, Payload payload, KeyExpiry expiry) {
        List<byte[]> arguments = new ArrayList<>(List.of(SET, key, ((Payload.Text) payload).bytes(), NX, GET));
        arguments.addAll(expiry.setOptions());
        return new Command(key, arguments);
    }

    /** Whether the server is too old for it, or the user may not read the key this way either. */
    static boolean isNotPossible(Reply.Refused refused) {
        ErrorReply error = ErrorReply.of(refused);
        return error.isSyntaxError()
                || error.failure() == RedisFailure.KEY_NOT_PERMITTED
                || error.failure() == RedisFailure.COMMAND_NOT_PERMITTED;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
