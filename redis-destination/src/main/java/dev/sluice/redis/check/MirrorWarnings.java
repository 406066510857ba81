package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.spi.CheckStep.Result;
import java.util.Optional;

/** What is valid in a mirror, and perhaps not what was meant. */
final class MirrorWarnings {
    private MirrorWarnings() {}

    /** A mirror deletes only keys that it wrote, but without a prefix those may be others' as well. */
    static Optional<Result> withoutPrefix(RedisSettings settings) {
        if (!settings.keyPrefix().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Result.warn(
                "MIRROR_WITHOUT_PREFIX",
                "The mirror has no key_prefix, so its keys may be those of another application, and be overwritten or deleted.",
                "Set key_prefix to a text of its own, such as the name of the sync and a colon.",
                Optional.of("/config/key_prefix")));
    }

    /** A merged hash keeps fields that the rows no longer have. */
    static Optional<Result> staleFields(RedisSettings settings) {
        if (settings.format() != Format.HASH || settings.hashWrite() != HashWrite.MERGE) {
            return Optional.empty();
        }
        return Optional.of(Result.warn(
                "STALE_FIELDS",
                "The mirror merges into hashes, so fields that the mapping drops later stay"
                        + (settings.nullFields() == RedisSettings.NullFields.OMIT
                                ? ", and a null leaves the old value."
                                : "."),
                "Set hash_write to replace, so that a hash has exactly the fields of its row.",
                Optional.of("/config/hash_write")));
    }
}
