package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.failure.RedisFailure;
import dev.sluice.spi.CheckStep.Result;
import dev.sluice.spi.ErrorDetail;
import java.util.Optional;

/** Warnings about keys that are valid but may not be intended. */
final class KeyWarnings {
    private KeyWarnings() {}

    /** A hash tag without a field in it is the same in every key of a cluster. */
    static Optional<Result> oneSlot(RedisSettings settings) {
        Optional<String> tag = Topology.hashTag(settings.keyOf("a"));
        if (!(settings.topology() instanceof Topology.Cluster)
                || tag.isEmpty()
                || !tag.equals(Topology.hashTag(settings.keyOf("b")))) {
            return Optional.empty();
        }
        boolean inPrefix = Topology.hashTag(settings.keyPrefix()).isPresent();
        return Optional.of(Result.warn(RedisFailure.KEYS_IN_ONE_SLOT
                .detail()
                .at(ErrorDetail.SETTING, inPrefix ? "/config/key_prefix" : "/target/key_template")));
    }
}
