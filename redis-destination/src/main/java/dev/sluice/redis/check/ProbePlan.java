package dev.sluice.redis.check;

import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.InsertExisting;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.spi.SyncMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The commands of a rights probe: those that a run of such settings and modes sends, on a key of its own, which is not there.
 *
 * @param harmless in order; they leave nothing that stays
 * @param write makes the key as a hash, which no command does with an expiry; empty if nothing has to
 * @param expire lets it go by itself; of a hash, in {@code harmless}, too
 * @param delete takes it away; in {@code harmless}, too
 */
record ProbePlan(List<Attempt> harmless, Optional<Attempt> write, Attempt expire, Attempt delete) {
    private static final String EXPIRY_SECONDS = "60";
    private static final String FIELD = "probe";
    private static final String UNKNOWN_SCRIPT = "0".repeat(40);

    /** How much a right matters. */
    enum Need {
        /** It serves the probe alone. */
        NONE,
        /** Some rows or modes need it. */
        SOME,
        /** Every row of a mode that was asked for needs it. */
        ALL;

        Need or(Need other) {
            return compareTo(other) > 0 ? this : other;
        }
    }

    /**
     * One command.
     *
     * @param need how much its right matters
     * @param words its name and arguments
     */
    record Attempt(Need need, List<String> words) {
        private static Attempt of(Need need, String... words) {
            return new Attempt(need, List.of(words));
        }

        /** The name of the command. */
        String name() {
            return words.get(0);
        }
    }

    /**
     * The plan.
     *
     * @param modes those asked for; empty means any, and then every one but UPSERT may lack rights
     */
    static ProbePlan of(RedisSettings settings, Set<SyncMode> modes, String key) {
        List<Attempt> harmless = new ArrayList<>();
        Optional<Attempt> write = Optional.empty();
        Attempt expire = Attempt.of(Need.NONE, "EXPIRE", key, EXPIRY_SECONDS);
        Attempt delete = Attempt.of(need(modes, SyncMode.MIRROR).or(Need.SOME), "DEL", key);
        switch (settings.format()) {
            case STRING -> harmless.add(Attempt.of(Need.ALL, "SET", key, "", "EX", EXPIRY_SECONDS));
            case HASH -> {
                Need every = every(modes);
                write = Optional.of(Attempt.of(every, "HSET", key, FIELD, ""));
                if (settings.ttl().kind() == Ttl.Kind.EXPIRES) {
                    expire = new Attempt(every, expire.words());
                }
                harmless.add(expire);
                addHash(harmless, settings, modes, key);
            }
        }
        if (settings.waitReplicas() > 0) {
            // For none, and so at once: it is the right that is tried.
            harmless.add(Attempt.of(Need.ALL, "WAIT", "0", "1"));
        }
        harmless.add(delete);
        return new ProbePlan(harmless, write, expire, delete);
    }

    private static Need every(Set<SyncMode> modes) {
        Need every = Need.NONE;
        for (SyncMode mode : SyncMode.values()) {
            every = every.or(need(modes, mode));
        }
        return every;
    }

    private static void addHash(List<Attempt> writes, RedisSettings settings, Set<SyncMode> modes, String key) {
        Need every = every(modes);
        Need conditions = Need.NONE;
        for (SyncMode mode : SyncMode.values()) {
            conditions = isConditional(settings, mode) ? conditions.or(need(modes, mode)) : conditions;
        }
        boolean replaces = settings.hashWrite() == HashWrite.REPLACE;
        Need scripts = replaces ? every : conditions;
        if (settings.ttl().kind() == Ttl.Kind.NEVER) {
            writes.add(Attempt.of(every, "PERSIST", key));
        }
        if (replaces) {
            writes.add(Attempt.of(every, "HKEYS", key));
            writes.add(Attempt.of(every, "HDEL", key, FIELD + "-old"));
        } else if (settings.nullFields() == NullFields.DELETE) {
            writes.add(Attempt.of(Need.SOME, "HDEL", key, FIELD + "-null"));
        }
        if (conditions != Need.NONE) {
            writes.add(Attempt.of(conditions, "EXISTS", key));
        }
        if (scripts != Need.NONE) {
            // What a script runs inside is subject to the same rights as outside; those are tried above.
            writes.add(Attempt.of(scripts, "EVALSHA", UNKNOWN_SCRIPT, "1", key));
            writes.add(Attempt.of(scripts, "EVAL", "return 1", "1", key));
        }
    }

    private static boolean isConditional(RedisSettings settings, SyncMode mode) {
        return switch (mode) {
            case INSERT -> settings.insertExisting() == InsertExisting.SKIP;
            case UPDATE -> true;
            case UPSERT, MIRROR, AUDIENCE_MIRROR, AUDIENCE_ADDITIVE, AUDIENCE_SUBTRACTIVE -> false;
        };
    }

    private static Need need(Set<SyncMode> modes, SyncMode mode) {
        if (mode.isAudience()) {
            return Need.NONE;
        }
        if (modes.isEmpty()) {
            return mode == SyncMode.UPSERT ? Need.ALL : Need.SOME;
        }
        return modes.contains(mode) ? Need.ALL : Need.NONE;
    }
}
