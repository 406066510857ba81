package dev.sluice.redis.failure;

import static dev.sluice.spi.ErrorCategory.AUTHENTICATION;
import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.CONNECTION;
import static dev.sluice.spi.ErrorCategory.PERMISSION;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;

/** What ends a run: the way to the server, the log-in, or the server as a whole is at fault. */
public enum RunCode implements Code {
    // On the way to the server.
    UNKNOWN_HOST(
            CONNECTION,
            true,
            "The host name does not resolve from this machine.",
            "Correct the host in connection_url, or the name service."),
    CONNECTION_REFUSED(
            CONNECTION,
            true,
            "Nothing listens on the port.",
            "Check host and port in connection_url, that Redis runs, and the firewall."),
    HOST_UNREACHABLE(
            CONNECTION,
            true,
            "No network leads from this machine to the host.",
            "Check the network and its routes; of a host with IPv6 addresses alone, whether this machine has IPv6."),
    CONNECT_TIMEOUT(
            CONNECTION,
            true,
            "The server did not answer in time while connecting.",
            "Check the firewall and the network between this machine and Redis, or raise connect_timeout_ms."),
    TLS_REQUIRED(
            CONFIGURATION,
            false,
            "The port speaks TLS, and connection_url begins with redis://.",
            "Use rediss:// in connection_url, or give the port that speaks Redis without TLS. No password was sent."),
    TLS_NOT_SPOKEN(
            CONFIGURATION,
            false,
            "The port speaks Redis without TLS, and connection_url begins with rediss://.",
            "Give the port that speaks TLS, or use redis:// where the network is trusted."),
    TLS_HANDSHAKE(
            CONNECTION,
            true,
            "The server did not complete the TLS handshake.",
            "See that the port is that of Redis with TLS, and look at the log of the server, which says why it breaks off."),
    TLS_VERSION(
            CONNECTION,
            false,
            "There is no version or cipher of TLS that both sides know.",
            "Let the server speak TLS 1.2 or 1.3 (tls-protocols), and leave its list of ciphers as it is by default."),
    TLS_UNTRUSTED(
            CONNECTION,
            false,
            "Nobody who is trusted vouches for the server's certificate.",
            "Set tls_ca_certificate to the certificate of its issuer; it may also be that the server does not send the certificates in between."),
    TLS_EXPIRED(
            CONNECTION,
            false,
            "The server's certificate, or one of its issuers, has expired or is not valid yet.",
            "Renew the certificate on the server; see also that the clock of this machine is right."),
    TLS_HOST_NAME(
            CONNECTION,
            false,
            "The server's certificate names another host than connection_url.",
            "Use a host name that the certificate names (its subject alternative names), have it issued for this one, or set tls_verify to ca if the way there is trusted."),
    TLS_CERTIFICATE(
            CONNECTION,
            false,
            "The server's certificate is not acceptable.",
            "Have it issued with a current key and signature algorithm, by an issuer that may do so."),
    TLS_CLIENT_CERTIFICATE(
            AUTHENTICATION,
            false,
            "The server wants a client certificate, or refuses the one that it was shown.",
            "Set tls_client_certificate and tls_client_key to a certificate that an issuer of the server's tls-ca-cert-file vouches for and that has not expired."),
    NO_ANSWER(
            CONNECTION,
            true,
            "The server accepted the connection and did not answer in time.",
            "See that the port is that of Redis, that TLS is used on a TLS port alone, and that the server is not overloaded."),
    NOT_REDIS(
            CONNECTION,
            false,
            "What answers there does not speak the Redis protocol.",
            "Check host and port in connection_url; a TLS port wants rediss://."),
    CONNECTION_LOST(
            CONNECTION,
            true,
            "The connection to Redis was lost.",
            "Run the sync again; if it recurs, look at the log of the server and at idle timeouts in between."),
    COMMAND_TIMEOUT(
            CONNECTION,
            true,
            "Redis did not answer a batch in time.",
            "Look for slow commands, swapping or a fork on the server, or raise command_timeout_ms."),
    INTERRUPTED(
            CONNECTION,
            true,
            "The run was stopped before Redis had answered.",
            "Run the sync again to write what is left."),

    // Logging in.
    PASSWORD_MISSING(
            AUTHENTICATION,
            false,
            "Redis wants a password and none was given.",
            "Put the password into connection_url: redis://user:password@host."),
    WRONG_PASSWORD(
            AUTHENTICATION,
            false,
            "Redis does not accept this user and password.",
            "Correct user and password in connection_url; the user may also be disabled."),
    PASSWORD_UNEXPECTED(
            AUTHENTICATION,
            false,
            "A password was given and the server has none.",
            "Take the password out of connection_url, or set one on the server."),
    LOGIN_REFUSED(
            CONNECTION,
            false,
            "Redis refused the log-in.",
            "Look at the log of the server; if a proxy stands before it, set protocol to resp2."),
    PROTECTED_MODE(
            CONNECTION,
            false,
            "Redis runs in protected mode and refuses clients from other machines.",
            "Set a password on the server, or configure bind and protected-mode."),
    MAX_CLIENTS(
            CAPACITY,
            true,
            "Redis has as many clients as it admits.",
            "Raise maxclients on the server, or lower max_connections."),
    DATABASE_OUT_OF_RANGE(
            CONFIGURATION,
            false,
            "The server does not have this database.",
            "Choose a database below the server's setting 'databases'; a cluster has only database 0."),

    // What the user may do, and the server can.
    COMMAND_NOT_PERMITTED(
            PERMISSION,
            false,
            "The user may not run a command that the sync needs.",
            "Grant +set +hset +del +expire +ping to the user (ACL SETUSER)."),
    UNKNOWN_COMMAND(
            CONFIGURATION,
            false,
            "The server does not know or has disabled a command that the settings call for.",
            "Enable SET, HSET, DEL, EXPIRE and, for the options that use them, HDEL, PERSIST and EVALSHA. A Sentinel knows none of them: point connection_url to the primary."),
    IS_CLUSTER(CONFIGURATION, false, "The server is a node of a Redis Cluster.", "Set topology to cluster."),
    NOT_A_CLUSTER(
            CONFIGURATION,
            false,
            "The server is no node of a Redis Cluster.",
            "Set topology to standalone, or point connection_url and nodes to nodes of the cluster."),
    NO_SENTINEL(
            CONNECTION,
            true,
            "No sentinel answers.",
            "Check the hosts and ports of connection_url and nodes, which are those of sentinels, and that these run."),
    NOT_A_SENTINEL(
            CONFIGURATION,
            false,
            "What answers where a sentinel should is a server that holds data.",
            "With topology sentinel, connection_url and nodes name sentinels, usually on port 26379; to write to this server itself, set topology to standalone."),
    SENTINEL_LOGIN(
            AUTHENTICATION,
            false,
            "The sentinels do not accept the log-in, or this user may not ask them.",
            "Set sentinel_username and sentinel_password as the sentinels want them, and leave them out where these want none; the password in connection_url is that of the primary. The user needs +sentinel. See also that these are sentinels (usually on port 26379): a server that holds data asks for its own password in the same words."),
    MASTER_UNKNOWN(
            CONFIGURATION,
            false,
            "The sentinels watch no primary of this name.",
            "Correct sentinel_master: SENTINEL MASTERS, asked of a sentinel, lists the names."),
    MASTER_STALE(
            CONNECTION,
            true,
            "The sentinels name a server as the primary that is not one.",
            "A failover may be under way: run the sync again. If it recurs, compare the state of the sentinels."),
    READ_ONLY_REPLICA(
            CONNECTION, true, "The server is a replica and takes no writes.", "Point connection_url to the primary."),
    MASTER_DOWN(
            CONNECTION,
            true,
            "The server is a replica that has lost its primary.",
            "Point connection_url to the primary, or wait for the failover."),

    // The state of the server.
    LOADING(
            CONNECTION,
            true,
            "Redis is starting and still loads its data.",
            "Wait until it has loaded, then run the sync again."),
    CLUSTER_DOWN(
            CONNECTION,
            true,
            "The cluster does not serve this key at present.",
            "See CLUSTER INFO on a node; run the sync again when the cluster is whole."),
    OUT_OF_MEMORY(
            CAPACITY,
            true,
            "Redis has reached its memory limit and refuses writes.",
            "Raise maxmemory, free memory, set ttl_seconds, or choose an eviction policy; then run the sync again."),
    CANNOT_PERSIST(
            CAPACITY,
            true,
            "Redis cannot save its data to disk and refuses writes.",
            "Look at the log of the server; its disk may be full."),
    NOT_ENOUGH_REPLICAS(
            CAPACITY,
            true,
            "Too few replicas are connected for the server to take writes.",
            "Bring the replicas back, or lower min-replicas-to-write."),
    BUSY(
            CAPACITY,
            true,
            "A script blocks the server.",
            "Wait until it ends or stop it with SCRIPT KILL, then run the sync again."),
    REPLICAS_NOT_REACHED(
            CAPACITY,
            true,
            "The primary has the rows, but fewer replicas than wait_replicas confirmed them in time.",
            "Look at the replicas and their lag (INFO replication), or lower wait_replicas; the next run writes the rows again."),
    KEYS_NOT_PERMITTED(
            PERMISSION,
            false,
            "The user may write no key of a whole batch.",
            "Let the key pattern of the user's ACL cover key_prefix, such as ~prefix*."),
    EXPIRY_REFUSED(CONFIGURATION, false, "The server does not accept the expiry.", "Choose a smaller ttl_seconds."),
    REFUSED_THROUGHOUT(
            CONFIGURATION,
            false,
            "Redis refuses row after row with an error that is not known here.",
            "Look at the rejected rows and at the log of the server, and report the case with the version of the server."),
    PROCESS_OUT_OF_MEMORY(
            CAPACITY,
            true,
            "This process ran out of memory while it wrote a batch.",
            "Give Java more memory (-Xmx), or lower max_connections, pipeline_bytes or max_value_bytes."),
    SCRIPTS_FLUSHED(
            CAPACITY,
            true,
            "The server forgets scripts while they are used.",
            "Find out who calls SCRIPT FLUSH, then run the sync again.");

    private final ErrorCategory category;
    private final boolean retryable;
    private final String message;
    private final String remedy;

    RunCode(ErrorCategory category, boolean retryable, String message, String remedy) {
        this.category = category;
        this.retryable = retryable;
        this.message = message;
        this.remedy = remedy;
    }

    @Override
    public Scope scope() {
        return Scope.RUN;
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

    /** The exception, in general terms. */
    public DestinationException exception() {
        return exception(message, remedy);
    }

    /** The exception, more precisely. */
    public DestinationException exception(String precisely, String toDo) {
        return DestinationException.of(ErrorDetail.of(name(), category, precisely, toDo, retryable));
    }
}
