package dev.sluice.redis.config;

import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.Optional;

/**
 * The valid settings of a run.
 *
 * @param url the address of the server, or of one of its nodes or sentinels, and the credentials
 * @param topology standalone, cluster or sentinel
 * @param tls the certificates, for a URL that says TLS
 * @param database the database to select, from 0: the setting of the target, else that of the URL, else 0
 * @param keyPrefix the beginning of every key; may be empty
 * @param format how a row is stored
 * @param ttl the expiry of written keys, where no field of the row says it
 * @param ttlField the field that says when the key of its row expires
 * @param ttlJitterPercent up to which share of itself an expiry in seconds is shortened at random, from 0
 * @param hashWrite whether a hash keeps fields that the row does not have
 * @param nullFields the effect of a null on a hash field
 * @param insertExisting the effect of INSERT on a key that exists
 * @param keyField the field that is the key; empty means the template, or the primary key
 * @param keyTemplate the shape of the key; empty means a key field, or the primary key
 * @param valueField the field whose text is the record; empty means the whole row
 * @param connectTimeout the timeout of the TCP connect and of the handshake
 * @param commandTimeout the deadline of a whole round trip
 * @param maxConnections how many writers may be open at once
 * @param pipelineCommands the commands of a round trip, 1 to 500
 * @param pipelineBytes the bytes of keys and values of a round trip
 * @param maxValueBytes the largest value that is sent
 * @param protocol whether to send HELLO
 * @param waitReplicas how many replicas must have a row before it counts as written, from 0
 * @param retryBudget how long a batch is retried in total
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
        Optional<String> ttlField,
        int ttlJitterPercent,
        HashWrite hashWrite,
        NullFields nullFields,
        InsertExisting insertExisting,
        Optional<String> keyField,
        Optional<KeyTemplate> keyTemplate,
        Optional<String> valueField,
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
        /** Each field of the row as a hash field. */
        HASH
    }

    /** Whether a hash keeps fields that the row does not have. */
    public enum HashWrite {
        /** The hash keeps them. */
        MERGE,
        /** The hash has exactly the fields of the row. */
        REPLACE
    }

    /** The effect of a null on a hash field. */
    public enum NullFields {
        /** The hash field is deleted. */
        DELETE,
        /** Nothing is sent for it. */
        OMIT,
        /** The hash field becomes the empty text. */
        EMPTY
    }

    /** The effect of INSERT on a key that exists. */
    public enum InsertExisting {
        /** The row overwrites it. */
        OVERWRITE,
        /** The row is skipped. */
        SKIP
    }

    /** Whether to send HELLO. */
    public enum Protocol {
        /** HELLO is sent; a server that does not know it gets AUTH instead. */
        AUTO,
        /** HELLO is not sent. */
        RESP2
    }

    /**
     * The expiry of written keys.
     *
     * @param kind none, never or a time
     * @param seconds from 1, for {@link Kind#EXPIRES}; else 0
     */
    public record Ttl(Kind kind, long seconds) {
        /** The effect on the expiry of a key. */
        public enum Kind {
            /** Not set: new keys have no expiry, an existing hash keeps its own. */
            UNSET,
            /** {@code ttl_seconds: 0}: a written key never expires. */
            NEVER,
            /** A mirror without {@code ttl_seconds}: as NEVER where the user may PERSIST, else as UNSET, once no record has an expiry. */
            LASTING,
            /** Every written key expires after the seconds. */
            EXPIRES
        }

        /** What becomes of it for a user who may, or may not, take the expiry from a key. */
        public Ttl resolved(boolean persist) {
            return kind == Kind.LASTING ? new Ttl(persist ? Kind.NEVER : Kind.UNSET, 0) : this;
        }
    }

    /**
     * The expiry that a run of this mode sets, where no field of the row says it. A mirror remembers its records as lasting, so without
     * ttl_seconds it takes away the expiry that a record has from an earlier run or another application. With a ttl_field every mode does
     * so, because the record may have the expiry of an earlier row.
     */
    public Ttl ttl(SyncMode mode) {
        if (ttl.kind() != Ttl.Kind.UNSET) {
            return ttl;
        }
        if (ttlField.isPresent()) {
            return new Ttl(Ttl.Kind.NEVER, 0);
        }
        return mode == SyncMode.MIRROR ? new Ttl(Ttl.Kind.LASTING, 0) : ttl;
    }

    /** Whether some records of these settings expire. */
    public boolean mayExpire() {
        return ttl.kind() == Ttl.Kind.EXPIRES || ttlField.isPresent();
    }

    /** A key whose fields all have this text. */
    public String keyOf(String field) {
        return keyPrefix + keyTemplate.map(template -> template.with(field)).orElse(field);
    }

    /** What every key begins with. */
    public String keyBeginning() {
        return keyPrefix + keyTemplate.map(KeyTemplate::beginning).orElse("");
    }
}
