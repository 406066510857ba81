package dev.sluice.redis.run;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.spi.RunHandle;
import dev.sluice.spi.SyncMode;
import java.util.Map;

/** What a run does with the expiry of hashes. A string loses its expiry with each SET, so it does not count here. */
public enum Expiries {
    /** Nothing. */
    NONE,
    /** It sets one, and the marker says so from then on. */
    SET,
    /** It takes away what an earlier run has set. */
    MADE_TO_LAST;

    private static final String LEFT = "expiring";
    private static final String NO = "no";

    static Expiries of(RedisSettings settings, SyncMode mode) {
        if (settings.format() != Format.HASH) {
            return NONE;
        }
        if (settings.ttlField().isPresent()) {
            return SET;
        }
        return switch (settings.ttl(mode).kind()) {
            case EXPIRES -> SET;
            case LASTING, NEVER -> MADE_TO_LAST;
            case UNSET -> NONE;
        };
    }

    /** Notes in the handle of a run that no record has an expiry that a run of the sync has set. */
    static void noneIsLeft(Map<String, String> handle) {
        handle.put(LEFT, NO);
    }

    /** Whether records of the sync may have an expiry that a run of it has set. */
    public static boolean mayBeLeft(RunHandle run) {
        return !NO.equals(run.values().get(LEFT));
    }
}
