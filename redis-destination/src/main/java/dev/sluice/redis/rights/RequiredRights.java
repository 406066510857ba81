package dev.sluice.redis.rights;

import static dev.sluice.redis.rights.Need.ALL;
import static dev.sluice.redis.rights.Need.NONE;
import static dev.sluice.redis.rights.Need.OPTIONAL;
import static dev.sluice.redis.rights.Need.SOME;

import dev.sluice.redis.command.HashScript;
import dev.sluice.redis.command.WriteCondition;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.Format;
import dev.sluice.redis.config.RedisSettings.HashWrite;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.config.RedisSettings.Ttl;
import dev.sluice.redis.config.Topology;
import dev.sluice.redis.rights.Right.Condition;
import dev.sluice.spi.SyncMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of rights: one row for each right and reason. The probe of a run, the check and the page {@code settings.md} read it. The rights
 * that are tried come first, in the order in which they are tried.
 */
public final class RequiredRights {
    private static final String STRING = "data_format string";
    private static final String HASH = "data_format hash";
    private static final String STATE = "a sync that keeps state; marker_key not off";
    private static final String ANY = "any settings";

    private static final List<Right> TABLE = List.of(
            right("SET", ALL, STRING, "writes the row", RequiredRights::isString)
                    .triedBy(ProbeKey::set),
            right("HSET", ALL, HASH, "writes the fields of the row", RequiredRights::isHash)
                    .triedBy(ProbeKey::setField),
            right(
                            "EXPIRE",
                            ALL,
                            HASH + "; ttl_seconds above 0, no ttl_field",
                            "sets the expiry of the hash",
                            (settings, mode) -> isHashOf(settings, mode, Ttl.Kind.EXPIRES) && !hasOwnExpiry(settings))
                    .triedBy(ProbeKey::expire),
            right(
                            "EXPIRE",
                            SOME,
                            HASH + "; ttl_field",
                            "sets the expiry of the hash, where it is in seconds",
                            (settings, mode) -> isHash(settings, mode) && hasOwnExpiry(settings))
                    .triedBy(ProbeKey::expire),
            right(
                            "PEXPIREAT",
                            SOME,
                            HASH + "; ttl_field",
                            "sets the expiry of the hash, where it is a moment",
                            (settings, mode) -> isHash(settings, mode) && hasOwnExpiry(settings))
                    .triedBy(ProbeKey::expireAt),
            right(
                            "PERSIST",
                            ALL,
                            HASH + "; ttl_seconds 0, no ttl_field",
                            "removes the expiry of the hash",
                            (settings, mode) -> isHashOf(settings, mode, Ttl.Kind.NEVER) && !hasOwnExpiry(settings))
                    .triedBy(ProbeKey::persist),
            right(
                            "PERSIST",
                            SOME,
                            HASH + "; ttl_field, with ttl_seconds 0 or unset",
                            "removes the expiry of the hash, where ttl_field is null",
                            (settings, mode) -> isHashOf(settings, mode, Ttl.Kind.NEVER) && hasOwnExpiry(settings))
                    .triedBy(ProbeKey::persist),
            right(
                            "PERSIST",
                            OPTIONAL,
                            HASH + "; mode MIRROR without ttl_seconds and ttl_field",
                            "makes records last that have an expiry; every row needs it once a run of the sync has set one",
                            (settings, mode) -> isHashOf(settings, mode, Ttl.Kind.LASTING))
                    .triedBy(ProbeKey::persist),
            right(
                            "HKEYS",
                            ALL,
                            HASH + "; hash_write replace",
                            "finds the fields that the row does not have",
                            RequiredRights::replacesHashes)
                    .triedBy(ProbeKey::fieldNames),
            right(
                            "HDEL",
                            ALL,
                            HASH + "; hash_write replace",
                            "deletes the fields that the row does not have",
                            RequiredRights::replacesHashes)
                    .triedBy(ProbeKey::deleteField),
            right(
                            "HDEL",
                            SOME,
                            HASH + "; null_fields delete",
                            "deletes the field of a null",
                            (settings, mode) -> isHash(settings, mode) && settings.nullFields() == NullFields.DELETE)
                    .triedBy(ProbeKey::deleteField),
            right(
                            "EXISTS",
                            ALL,
                            HASH + "; mode UPDATE, or INSERT with insert_existing skip",
                            "finds out whether the key exists",
                            (settings, mode) -> isHash(settings, mode)
                                    && WriteCondition.of(settings, mode) != WriteCondition.ALWAYS)
                    .triedBy(ProbeKey::exists),
            right(
                            "EVAL",
                            ALL,
                            HASH + "; hash_write replace, mode UPDATE, or INSERT with insert_existing skip",
                            "sends the script that writes a hash atomically",
                            RequiredRights::callsScript)
                    .triedBy(ProbeKey::callText),
            right("EVALSHA", ALL, "as EVAL", "calls the script once the server has it", RequiredRights::callsScript)
                    .triedBy(ProbeKey::callDigest),
            right(
                            "EVAL",
                            OPTIONAL,
                            HASH + "; ttl_seconds, ttl_field, null_fields delete, or mode MIRROR",
                            "writes fields, deletions and expiry in one step, which no interruption can part",
                            RequiredRights::mayCallScript)
                    .triedBy(ProbeKey::callText),
            right(
                            "EVALSHA",
                            OPTIONAL,
                            "as EVAL",
                            "calls the script once the server has it",
                            RequiredRights::mayCallScript)
                    .triedBy(ProbeKey::callDigest),
            right(
                            "WAIT",
                            ALL,
                            "wait_replicas above 0",
                            "waits for the replicas",
                            (settings, mode) -> settings.waitReplicas() > 0)
                    .triedBy(ProbeKey::awaitReplicas),
            right(
                            "DEL",
                            ALL,
                            "mode MIRROR",
                            "deletes the key of a row that is gone",
                            (settings, mode) -> mode == SyncMode.MIRROR)
                    .triedBy(ProbeKey::delete),
            right(
                    "SELECT",
                    ALL,
                    "database above 0",
                    "selects the database",
                    (settings, mode) -> settings.database() > 0),
            right("CLUSTER|SLOTS", ALL, "topology cluster", "finds the node of a key", RequiredRights::isCluster),
            right("ASKING", ALL, "topology cluster", "writes while a slot migrates", RequiredRights::isCluster),
            right(
                    "SENTINEL",
                    ALL,
                    "topology sentinel",
                    "finds the primary; for the user of the sentinels",
                    (settings, mode) -> settings.topology() instanceof Topology.Sentinel),
            right(
                    "SET",
                    OPTIONAL,
                    STATE,
                    "reads and replaces the marker (SET with GET); the key pattern must permit reading and writing (~ rather than %W~)",
                    RequiredRights::mayKeepMarker),
            right(
                    "EVAL",
                    OPTIONAL,
                    STATE,
                    "changes the marker only where it is still that of the run, in one step; without it the marker of another run is replaced, and then reported",
                    RequiredRights::mayKeepMarker),
            right(
                    "GET",
                    OPTIONAL,
                    STATE,
                    "looks at the marker without a run, and in that script",
                    RequiredRights::mayKeepMarker),
            right("PING", OPTIONAL, ANY, "tells a row that breaks connections from an outage", RequiredRights::always),
            right(
                    "INFO",
                    OPTIONAL,
                    ANY,
                    "proves after a reconnect that the server process is the same; shows a check the memory and the role of the server",
                    RequiredRights::always),
            right(
                    "GET",
                    OPTIONAL,
                    STRING,
                    "reads records back; without it a run looks at a sample of its records with SET NX GET (Redis 7.0, key pattern ~ rather than %W~)",
                    RequiredRights::isString),
            right(
                    "HGETALL",
                    OPTIONAL,
                    HASH,
                    "reads records back; with insert_existing skip, finds out whether a row whose reply was lost is written",
                    RequiredRights::isHash),
            right("PTTL", OPTIONAL, ANY, "reads the expiry of records back", RequiredRights::always));

    private RequiredRights() {}

    private static Right right(String command, Need need, String settings, String why, Condition condition) {
        return new Right(command, need, settings, why, condition, Optional.empty());
    }

    private static boolean always(RedisSettings settings, SyncMode mode) {
        return true;
    }

    private static boolean isString(RedisSettings settings, SyncMode mode) {
        return settings.format() == Format.STRING;
    }

    private static boolean isHash(RedisSettings settings, SyncMode mode) {
        return settings.format() == Format.HASH;
    }

    private static boolean isHashOf(RedisSettings settings, SyncMode mode, Ttl.Kind kind) {
        return isHash(settings, mode) && settings.ttl(mode).kind() == kind;
    }

    private static boolean hasOwnExpiry(RedisSettings settings) {
        return settings.ttlField().isPresent();
    }

    private static boolean replacesHashes(RedisSettings settings, SyncMode mode) {
        return isHash(settings, mode) && settings.hashWrite() == HashWrite.REPLACE;
    }

    private static boolean callsScript(RedisSettings settings, SyncMode mode) {
        return HashScript.of(settings, mode).isPresent();
    }

    private static boolean mayCallScript(RedisSettings settings, SyncMode mode) {
        return HashScript.merging(settings, mode).isPresent();
    }

    private static boolean isCluster(RedisSettings settings, SyncMode mode) {
        return settings.topology() instanceof Topology.Cluster;
    }

    private static boolean mayKeepMarker(RedisSettings settings, SyncMode mode) {
        return settings.markerKey().isPresent();
    }

    /** Every row, in order. */
    public static List<Right> table() {
        return TABLE;
    }

    /**
     * The rows that apply to runs of these modes, each with its need, in order.
     *
     * @param modes the modes of the runs; empty means any mode: then UPSERT counts, and what only other modes need is needed by some
     */
    public static Map<Right, Need> of(RedisSettings settings, Set<SyncMode> modes) {
        Map<Right, Need> needs = new LinkedHashMap<>();
        for (Right right : TABLE) {
            Need need = need(right, settings, modes);
            if (need != NONE) {
                needs.put(right, need);
            }
        }
        return needs;
    }

    private static Need need(Right right, RedisSettings settings, Set<SyncMode> modes) {
        Need need = NONE;
        for (SyncMode mode : SyncMode.values()) {
            Need ofMode = need(mode, modes);
            if (ofMode != NONE && right.condition().holds(settings, mode)) {
                need = need.or(ofMode.and(right.need()));
            }
        }
        return need;
    }

    private static Need need(SyncMode mode, Set<SyncMode> modes) {
        if (mode.isAudience()) {
            return NONE;
        }
        if (modes.isEmpty()) {
            return mode == SyncMode.UPSERT ? ALL : SOME;
        }
        return modes.contains(mode) ? ALL : NONE;
    }
}
