package dev.sluice.redis.config;

import java.time.Duration;
import java.util.Optional;

/**
 * Every setting of a run, typed and valid.
 *
 * @param url where the server is, or one of its nodes or sentinels, and as whom to log in
 * @param topology how many servers there are
 * @param tls what is trusted and shown when the URL says TLS
 * @param database the database to select, from 0: the target setting, else the one in the URL, else 0
 * @param keyPrefix put before every key; may be empty
 * @param format how a row is stored
 * @param ttl expiry of written keys
 * @param hashWrite what a hash keeps of fields that the row does not have
 * @param nullFields what a null does to a hash field
 * @param insertExisting what INSERT does to a key that is there
 * @param keyField the field that makes the key; empty means the primary key
 * @param connectTimeout for TCP connect and handshake
 * @param commandTimeout deadline of a whole batch
 * @param maxConnections writers that may be open at once
 * @param pipelineCommands commands per round trip, 1 to 500
 * @param pipelineBytes bytes of values and keys per round trip
 * @param maxValueBytes the largest value that is sent
 * @param protocol how to greet the server
 * @param waitReplicas replicas that are to have what was written before a row counts as written, from 0
 * @param retryBudget how long a batch may be retried in all
 * @param markerKey how the key of the marker begins, before the id of the sync; empty for no marker
 */
public record RedisSettings(
        RedisUrl url,
        Topology topology,
        Tls tls,
        int database,
        String keyPrefix,
        Format format,
        Ttl ttl,
        HashWrite hashWrite,
        NullFields nullFields,
        InsertExisting insertExisting,
        Optional<String> keyField,
        Duration connectTimeout,
        Duration commandTimeout,
        int maxConnections,
        int pipelineCommands,
        int pipelineBytes,
        int maxValueBytes,
        Protocol protocol,
        int waitReplicas,
        Duration retryBudget,
        Optional<String> markerKey) {
    /** How a row is stored. */
    public enum Format {
        /** The whole row as one JSON text. */
        STRING,
        /** Each field of the row a hash field. */
        HASH
    }

    /** What a hash keeps of fields that the row does not have. */
    public enum HashWrite {
        /** They stay. */
        MERGE,
        /** They go. */
        REPLACE
    }

    /** What a null does to a hash field. */
    public enum NullFields {
        /** The hash field is deleted. */
        DELETE,
        /** Nothing is sent for it. */
        OMIT,
        /** The hash field becomes the empty text. */
        EMPTY
    }

    /** What INSERT does to a key that is there. */
    public enum InsertExisting {
        /** It is overwritten. */
        OVERWRITE,
        /** It stays, and the row is skipped. */
        SKIP
    }

    /** How to greet the server. */
    public enum Protocol {
        /** HELLO, and RESP2 where the server does not know it. */
        AUTO,
        /** RESP2 without HELLO. */
        RESP2
    }

    /**
     * The expiry of written keys.
     *
     * @param kind which of the three
     * @param seconds from 1, for {@link Kind#EXPIRES}; else 0
     */
    public record Ttl(Kind kind, long seconds) {
        /** What becomes of a key's expiry. */
        public enum Kind {
            /** Not set: new keys have none, an existing hash keeps its own. */
            UNSET,
            /** {@code ttl_seconds: 0}: a written key never expires, whatever it had. */
            NEVER,
            /** Every written key expires after so many seconds. */
            EXPIRES
        }
    }
}
