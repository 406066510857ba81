package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;

/** What is valid in a mirror, and perhaps not what was meant. */
final class MirrorWarnings {
    private MirrorWarnings() {}

    /** A mirror deletes only keys that it wrote, but without a prefix those may be others' as well. */
    static Optional<Result> withoutPrefix(RedisSettings settings) {
        if (!settings.keyPrefix().isEmpty()) {
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
                .detail("The mirror merges into hashes, so fields that the mapping drops later stay"
                        + (settings.nullFields() == RedisSettings.NullFields.OMIT
                                ? ", and a null leaves the old value."
                                : "."))
                .at(ErrorDetail.SETTING, "/config/hash_write")));
    }
}
