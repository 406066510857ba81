package dev.sluice.redis.command;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.spi.SyncMode;

/** On which keys a run writes. */
public enum WriteCondition {
    /** On any key. */
    ALWAYS,
    /** Only if the key does not exist. */
    IF_ABSENT,
    /** Only if the key exists. */
    IF_PRESENT;

    /** The condition of a mode. */
    public static WriteCondition of(RedisSettings settings, SyncMode mode) {
        return switch (mode) {
            case INSERT -> settings.insertExisting() == InsertExisting.SKIP ? IF_ABSENT : ALWAYS;
            case UPDATE -> IF_PRESENT;
            case UPSERT, MIRROR -> ALWAYS;
            case AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE ->
                throw new IllegalArgumentException("the mode " + mode + " is not supported");
        };
    }
}
