package dev.sluice.redis.write;

import dev.sluice.redis.failure.Code;
import dev.sluice.redis.failure.RunCode;

/** How long a failure is borne: the closed list of what is tried again. What is not on it is reported at once. */
public enum Patience {
    /** It is not tried again. */
    NONE,
    /** A few times: waiting seldom mends it. */
    FEW,
    /** As long as the retry budget lasts. */
    BUDGET;

    /** While a run writes. */
    public static Patience of(Code kind) {
        return kind instanceof RunCode code ? whileWriting(code) : NONE;
    }

    private static Patience whileWriting(RunCode code) {
        return switch (code) {
            case UNKNOWN_HOST,
                    CONNECTION_REFUSED,
                    HOST_UNREACHABLE,
                    CONNECT_TIMEOUT,
                    TLS_HANDSHAKE,
                    NO_ANSWER,
                    CONNECTION_LOST,
                    COMMAND_TIMEOUT,
                    MAX_CLIENTS,
                    READ_ONLY_REPLICA,
                    LOADING,
                    MASTER_DOWN,
                    CLUSTER_DOWN,
                    NOT_ENOUGH_REPLICAS,
                    NO_SENTINEL,
                    MASTER_STALE,
                    BUSY -> BUDGET;
            case OUT_OF_MEMORY, CANNOT_PERSIST, SCRIPTS_FLUSHED -> FEW;
            case TLS_CERTIFICATE,
                    TLS_REQUIRED,
                    TLS_NOT_SPOKEN,
                    TLS_VERSION,
                    TLS_UNTRUSTED,
                    TLS_EXPIRED,
                    TLS_HOST_NAME,
                    TLS_CLIENT_CERTIFICATE,
                    NOT_REDIS,
                    INTERRUPTED,
                    PASSWORD_MISSING,
                    WRONG_PASSWORD,
                    PASSWORD_UNEXPECTED,
                    LOGIN_REFUSED,
                    PROTECTED_MODE,
                    DATABASE_OUT_OF_RANGE,
                    COMMAND_NOT_PERMITTED,
                    UNKNOWN_COMMAND,
                    IS_CLUSTER,
                    NOT_A_CLUSTER,
                    NOT_A_SENTINEL,
                    SENTINEL_LOGIN,
                    MASTER_UNKNOWN,
                    REPLICAS_NOT_REACHED,
                    REFUSED_THROUGHOUT,
                    KEYS_NOT_PERMITTED,
                    EXPIRY_REFUSED,
                    PROCESS_OUT_OF_MEMORY -> NONE;
        };
    }

    /**
     * When a run begins: what may well be a wrong address is named soon, and what has cost a timeout already is not waited for again; a
     * server that is there and says that it is not ready is waited for.
     */
    public static Patience atOpen(Code kind) {
        return kind instanceof RunCode code ? whileOpening(code) : NONE;
    }

    private static Patience whileOpening(RunCode code) {
        return switch (code) {
            case UNKNOWN_HOST, CONNECTION_REFUSED, HOST_UNREACHABLE, CONNECTION_LOST, READ_ONLY_REPLICA, NO_SENTINEL ->
                FEW;
            case MAX_CLIENTS, LOADING, MASTER_DOWN, CLUSTER_DOWN, MASTER_STALE, BUSY -> BUDGET;
            case CONNECT_TIMEOUT,
                    TLS_HANDSHAKE,
                    TLS_CERTIFICATE,
                    TLS_REQUIRED,
                    TLS_NOT_SPOKEN,
                    TLS_VERSION,
                    TLS_UNTRUSTED,
                    TLS_EXPIRED,
                    TLS_HOST_NAME,
                    TLS_CLIENT_CERTIFICATE,
                    NO_ANSWER,
                    NOT_REDIS,
                    COMMAND_TIMEOUT,
                    INTERRUPTED,
                    PASSWORD_MISSING,
                    WRONG_PASSWORD,
                    PASSWORD_UNEXPECTED,
                    LOGIN_REFUSED,
                    PROTECTED_MODE,
                    DATABASE_OUT_OF_RANGE,
                    COMMAND_NOT_PERMITTED,
                    UNKNOWN_COMMAND,
                    IS_CLUSTER,
                    NOT_A_CLUSTER,
                    NOT_A_SENTINEL,
                    SENTINEL_LOGIN,
                    MASTER_UNKNOWN,
                    OUT_OF_MEMORY,
                    CANNOT_PERSIST,
                    NOT_ENOUGH_REPLICAS,
                    SCRIPTS_FLUSHED,
                    REPLICAS_NOT_REACHED,
                    REFUSED_THROUGHOUT,
                    KEYS_NOT_PERMITTED,
                    EXPIRY_REFUSED,
                    PROCESS_OUT_OF_MEMORY -> NONE;
        };
    }
}
