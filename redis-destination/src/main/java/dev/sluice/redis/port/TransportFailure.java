package dev.sluice.redis.port;

/** A failure between this process and the server. */
public enum TransportFailure {
    /** The host name has no address. */
    UNKNOWN_HOST,
    /** Nothing listens on the port. */
    REFUSED,
    /** The host is unreachable (EHOSTUNREACH, ENETUNREACH). */
    UNREACHABLE,
    /** No connection within the timeout. */
    CONNECT_TIMEOUT,
    /** The port speaks TLS, but the URL begins with redis://. */
    TLS_REQUIRED,
    /** The port speaks Redis without TLS, but the URL begins with rediss://. */
    TLS_NOT_SPOKEN,
    /** The server does not complete the TLS handshake. */
    TLS_HANDSHAKE,
    /** The two sides share no TLS version or cipher. */
    TLS_VERSION,
    /** The certificate of the server is not issued by a trusted issuer. */
    TLS_UNTRUSTED,
    /** The certificate of the server has expired, or is not valid yet. */
    TLS_EXPIRED,
    /** The certificate of the server is for another host. */
    TLS_HOST_NAME,
    /** The certificate of the server is invalid for another reason. */
    TLS_CERTIFICATE,
    /** The server requires a client certificate, or refuses the one it received. */
    TLS_CLIENT_CERTIFICATE,
    /** No reply before the deadline of the batch. */
    COMMAND_TIMEOUT,
    /** The connection was closed or reset. */
    LOST,
    /** The reply is not the Redis protocol. */
    PROTOCOL,
    /** The server refused the login or the database. The reply says which. */
    HANDSHAKE,
    /** The server is not a cluster node. */
    NOT_A_CLUSTER,
    /** No sentinel answers. */
    NO_SENTINEL,
    /** The server is not a sentinel. */
    NOT_A_SENTINEL,
    /** The sentinels refuse the login. */
    SENTINEL_LOGIN,
    /** The sentinels do not monitor a primary of this name. */
    MASTER_UNKNOWN,
    /** The sentinels name a server that is not the primary, for example during a failover. */
    MASTER_STALE
}
