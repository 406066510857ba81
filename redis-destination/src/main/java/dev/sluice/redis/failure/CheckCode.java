package dev.sluice.redis.failure;

import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.CONNECTION;
import static dev.sluice.spi.ErrorCategory.PERMISSION;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;

/** What a check alone reports. */
public enum CheckCode implements Code {
    // The step fails.
    CHECK_TIMEOUT(
            CONNECTION,
            true,
            "The target did not answer before the time of the check was over.",
            "See that the address is that of a Redis server and that it is not overloaded; allow the check more time if the way is long."),

    SLOTS_UNCOVERED(
            CONNECTION,
            true,
            "Some slots of the cluster have no node, so their keys cannot be written.",
            "See CLUSTER INFO on a node; bring the missing nodes back, or run redis-cli --cluster fix."),

    // The step warns.
    TOO_FEW_REPLICAS(
            CAPACITY,
            true,
            "Fewer replicas are connected than wait_replicas asks for, so no batch will have enough of them.",
            "Bring the replicas back, or lower wait_replicas."),
    MIRROR_WITHOUT_PREFIX(
            CONFIGURATION,
            false,
            "The mirror has no key_prefix, so its keys may be those of another application, and be overwritten or deleted.",
            "Set key_prefix to a text of its own, such as the name of the sync and a colon."),
    STALE_FIELDS(
            CONFIGURATION,
            false,
            "The mirror merges into hashes, so fields that the mapping drops later stay.",
            "Set hash_write to replace, so that a hash has exactly the fields of its row."),
    PASSWORD_IN_CLEARTEXT(
            CONFIGURATION,
            false,
            "The password and the rows travel to another machine without TLS, readable on the way.",
            "Use rediss:// and a port that speaks TLS, unless the network in between is trusted."),
    TLS_HOST_NOT_VERIFIED(
            CONFIGURATION,
            false,
            "Any host for which a trusted issuer vouches is taken for the server (tls_verify is ca).",
            "Use a host name that the certificate names, and leave tls_verify out."),
    TLS_NOT_VERIFIED(
            CONFIGURATION,
            false,
            "Whoever answers is taken for the server (tls_verify is none).",
            "Set tls_ca_certificate to the certificate of the server's issuer, and leave tls_verify out."),
    EVICTION_POSSIBLE(
            CAPACITY,
            false,
            "When its memory is full, Redis drops keys, written ones and others.",
            "Use maxmemory-policy noeviction, or see that maxmemory is well above what the syncs write."),
    MEMORY_NEARLY_FULL(
            CAPACITY,
            false,
            "More than 90 % of the memory is used; when it is full, Redis refuses writes.",
            "Raise maxmemory, free memory, or set ttl_seconds."),
    IS_REPLICA(
            CONFIGURATION,
            false,
            "The server is a replica that takes writes; its primary will overwrite them.",
            "Point connection_url to the primary."),

    // The step is left out.
    INFO_NOT_AVAILABLE(
            PERMISSION,
            false,
            "The server does not tell this user about its memory and its role (INFO).",
            "Nothing needs it; to see it in a check, grant +info to the user."),
    AFTER_FAILURE(CONFIGURATION, false, "A step before it failed.", "Mend that one first.");

    private final ErrorCategory category;
    private final boolean retryable;
    private final String message;
    private final String remedy;

    CheckCode(ErrorCategory category, boolean retryable, String message, String remedy) {
        this.category = category;
        this.retryable = retryable;
        this.message = message;
        this.remedy = remedy;
    }

    @Override
    public Scope scope() {
        return Scope.CHECK;
    }

    @Override
    public ErrorCategory category() {
        return category;
    }

    @Override
    public boolean retryable() {
        return retryable;
    }

    @Override
    public String message() {
        return message;
    }

    @Override
    public String remedy() {
        return remedy;
    }

    /** The exception, more precisely. */
    public DestinationException exception(String precisely, String toDo) {
        return DestinationException.of(ErrorDetail.of(name(), category, precisely, toDo, retryable));
    }
}
