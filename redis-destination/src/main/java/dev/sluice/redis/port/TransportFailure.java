package dev.sluice.redis.port;

/** What can fail between here and the server. */
public enum TransportFailure {
    /** The host name has no address. */
    UNKNOWN_HOST,
    /** Nothing listens on the port. */
    REFUSED,
    /** No network leads to the host. */
    UNREACHABLE,
    /** No connection within the timeout. */
    CONNECT_TIMEOUT,
    /** The port speaks TLS, and the URL says that it does not. */
    TLS_REQUIRED,
    /** The port speaks Redis without TLS, and the URL says that it speaks TLS. */
    TLS_NOT_SPOKEN,
    /** The server does not complete the handshake, or breaks it off. */
    TLS_HANDSHAKE,
    /** No version or cipher of TLS is common to both sides. */
    TLS_VERSION,
    /** Nobody who is trusted vouches for the server. */
    TLS_UNTRUSTED,
    /** The server's certificate has expired, or is not valid yet. */
    TLS_EXPIRED,
    /** The server's certificate names another host. */
    TLS_HOST_NAME,
    /** The server's certificate is no good for another reason. */
    TLS_CERTIFICATE,
    /** The server wants a client certificate, or refuses the one that it was shown. */
    TLS_CLIENT_CERTIFICATE,
    /** No reply within the deadline of the batch. */
    COMMAND_TIMEOUT,
    /** The connection was closed or reset. */
    LOST,
    /** What came back is not the Redis protocol. */
    PROTOCOL,
    /** The server refused the log-in or the database; the reply tells which. */
    HANDSHAKE,
    /** The server is no node of a cluster. */
    NOT_A_CLUSTER,
    /** No sentinel answers. */
    NO_SENTINEL,
    /** What answers there is no sentinel. */
    NOT_A_SENTINEL,
    /** The sentinels refuse the log-in. */
    SENTINEL_LOGIN,
    /** The sentinels watch no primary of this name. */
    MASTER_UNKNOWN,
    /** The sentinels name a server that is not, or not yet, the primary. */
    MASTER_STALE
}
