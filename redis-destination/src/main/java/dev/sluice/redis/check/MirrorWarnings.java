package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;

/** Warnings about settings that are valid for a mirror but may not be intended. */
final class MirrorWarnings {
    private MirrorWarnings() {}

    /** A mirror deletes only keys that it wrote. Without a prefix another application may use the same keys. */
    static Optional<Result> withoutPrefix(RedisSettings settings) {
        if (!settings.keyBeginning().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Result.warn(RedisFailure.MIRROR_WITHOUT_PREFIX.detail().at(ErrorDetail.SETTING, "/config/key_prefix")));
    }

    /** A merged hash keeps fields that the rows no longer have. */
    static Optional<Result> staleFields(RedisSettings settings) {
        if (settings.format() != Format.HASH || settings.hashWrite() != HashWrite.MERGE) {
            return Optional.empty();
        }
        return Optional.of(Result.warn(RedisFailure.STALE_FIELDS
                .detail("The mirror merges into hashes, so fields that the mapping no longer has stay"
                        + (settings.nullFields() == RedisSettings.NullFields.OMIT
                                ? ", and a null leaves the old value."
                                : "."))
                .at(ErrorDetail.SETTING, "/config/hash_write")));
    }
}
