package dev.sluice.redis.failure;

import static dev.sluice.redis.failure.FailureRow.check;
import static dev.sluice.redis.failure.FailureRow.partialRow;
import static dev.sluice.redis.failure.FailureRow.row;
import static dev.sluice.redis.failure.FailureRow.run;
import static dev.sluice.redis.failure.FailureRow.warning;
import static dev.sluice.redis.retry.RetryPolicy.BUDGET;
import static dev.sluice.redis.retry.RetryPolicy.FEW;
import static dev.sluice.redis.retry.RetryPolicy.NEVER;
import static dev.sluice.spi.ErrorCategory.AUTHENTICATION;
import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.CONNECTION;
import static dev.sluice.spi.ErrorCategory.DATA;
import static dev.sluice.spi.ErrorCategory.INTERNAL;
import static dev.sluice.spi.ErrorCategory.PERMISSION;
import static dev.sluice.spi.ErrorCategory.PROTOCOL;

import dev.sluice.redis.failure.FailureRow.Reading;
import dev.sluice.redis.port.TransportFailure;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorCode.Scope;
import dev.sluice.spi.ErrorDetail;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The table of everything that can fail in this destination, one row for each code. A row states the scope and the category, how long the
 * failure is retried (while a writer opens, while it writes), what happened and what to do, and by which failures of a connection and by
 * which error replies it is recognized. The error codes that the destination lists, the page {@code redis-errors.md} and every decision
 * to retry are derived from this table.
 *
 * <p>The name of a constant is the code. It is stable.
 */
@SuppressWarnings("ImmutableEnumChecker") // its collections are unmodifiable copies of immutable values
public enum RedisFailure {
    // The way to the server.
    UNKNOWN_HOST(run(CONNECTION)
            .lost(TransportFailure.UNKNOWN_HOST)
            .retried(FEW, BUDGET)
            .says(
                    "The host name does not resolve on this machine.",
                    "Correct the host in connection_url, or the name service.")),
    CONNECTION_REFUSED(run(CONNECTION)
            .lost(TransportFailure.REFUSED)
            .retried(FEW, BUDGET)
            .says(
                    "Nothing listens on the port.",
                    "Check the host and the port in connection_url, that Redis runs, and the firewall.")),
    HOST_UNREACHABLE(
            run(CONNECTION)
                    .lost(TransportFailure.UNREACHABLE)
                    .retried(FEW, BUDGET)
                    .says(
                            "The host is unreachable: this machine has no route to it.",
                            "Check the network and its routes. If the host has only IPv6 addresses, check that this machine has IPv6.")),
    CONNECT_TIMEOUT(run(CONNECTION)
            .lost(TransportFailure.CONNECT_TIMEOUT)
            .retried(NEVER, BUDGET)
            .says(
                    "The server did not accept the connection in time.",
                    "Check the firewall and the network between this machine and Redis, or raise connect_timeout_ms.")),
    TLS_REQUIRED(
            run(CONFIGURATION)
                    .lost(TransportFailure.TLS_REQUIRED)
                    .says(
                            "The port speaks TLS, but connection_url begins with redis://.",
                            "Use rediss:// in connection_url, or the port that speaks Redis without TLS. No password was sent.")),
    TLS_NOT_SPOKEN(run(CONFIGURATION)
            .lost(TransportFailure.TLS_NOT_SPOKEN)
            .says(
                    "The port speaks Redis without TLS, but connection_url begins with rediss://.",
                    "Use the port that speaks TLS, or redis:// if the network is trusted.")),
    TLS_HANDSHAKE(
            run(CONNECTION)
                    .lost(TransportFailure.TLS_HANDSHAKE)
                    .retried(NEVER, BUDGET)
                    .says(
                            "The server did not complete the TLS handshake.",
                            "Check that the port is the TLS port of Redis. The log of the server says why it ended the handshake.")),
    TLS_VERSION(run(CONNECTION)
            .lost(TransportFailure.TLS_VERSION)
            .says(
                    "This machine and the server have no TLS version or cipher in common.",
                    "Enable TLS 1.2 or 1.3 (tls-protocols) on the server, and use its default ciphers.")),
    TLS_UNTRUSTED(
            run(CONNECTION)
                    .lost(TransportFailure.TLS_UNTRUSTED)
                    .says(
                            "The server's certificate is not signed by a trusted issuer.",
                            "Set tls_ca_certificate to the certificate of the issuer. If it is set, check that the server sends its intermediate certificates.")),
    TLS_EXPIRED(run(CONNECTION)
            .lost(TransportFailure.TLS_EXPIRED)
            .says(
                    "The server's certificate, or the certificate of an issuer, has expired or is not valid yet.",
                    "Renew the certificate on the server. Check also the clock of this machine.")),
    TLS_HOST_NAME(
            run(CONNECTION)
                    .lost(TransportFailure.TLS_HOST_NAME)
                    .says(
                            "The server's certificate is for another host than the one in connection_url.",
                            "Use a host name from the certificate (subject alternative names), reissue the certificate for this host, or set tls_verify to ca if the network is trusted.")),
    TLS_CERTIFICATE(run(CONNECTION)
            .lost(TransportFailure.TLS_CERTIFICATE)
            .says(
                    "The server's certificate is not acceptable.",
                    "Reissue it with a current key and signature algorithm, by an issuer that is allowed to sign it.")),
    TLS_CLIENT_CERTIFICATE(
            run(AUTHENTICATION)
                    .lost(TransportFailure.TLS_CLIENT_CERTIFICATE)
                    .says(
                            "The server requires a client certificate, or it refuses the one that was sent.",
                            "Set tls_client_certificate and tls_client_key to a certificate that has not expired and is signed by an issuer in the server's tls-ca-cert-file.")),
    NO_ANSWER(
            run(CONNECTION)
                    .retried(NEVER, BUDGET)
                    .says(
                            "The server accepted the connection but did not answer in time.",
                            "Check that the port is the port of Redis, that a TLS port is used with rediss:// only, and that the server is not overloaded.")),
    NOT_REDIS(run(PROTOCOL)
            .lost(TransportFailure.PROTOCOL)
            .says(
                    "The server does not answer as Redis does.",
                    "Check the host and the port in connection_url. A TLS port needs rediss://.")),
    CONNECTION_LOST(run(CONNECTION)
            .lost(TransportFailure.LOST, TransportFailure.HANDSHAKE)
            .retried(FEW, BUDGET)
            .says(
                    "The connection to Redis was lost.",
                    "Run the sync again. If it happens again, look at the log of the server, and at the idle timeouts of firewalls and proxies.")
            .reply(
                    ProxyReplies.ALL,
                    "A proxy in front of Redis could not reach the server, or lost its connection to it.",
                    "Look at the log of the proxy and at the server behind it. Then run the sync again.")),
    COMMAND_TIMEOUT(run(CONNECTION)
            .lost(TransportFailure.COMMAND_TIMEOUT)
            .retried(NEVER, BUDGET)
            .says(
                    "Redis did not answer a batch in time.",
                    "Look for slow commands, swapping or a fork on the server, or raise command_timeout_ms.")),
    INTERRUPTED(run(CONNECTION)
            .retryable()
            .says("The run was stopped before Redis answered.", "Run the sync again to write the remaining rows.")),

    // The handshake.
    PASSWORD_MISSING(run(AUTHENTICATION)
            .says(
                    "Redis requires a password, and none is set.",
                    "Set password (and username), or put them into connection_url: redis://user:password@host.")
            // Servers before 2.8 and proxies answer with the second text.
            .replies("NOAUTH", "ERR operation not permitted")),
    WRONG_PASSWORD(run(AUTHENTICATION)
            .says(
                    "Redis does not accept the user and the password.",
                    "Correct username and password, or those in connection_url, where special characters are percent-encoded. The user may also be disabled.")
            .replies("WRONGPASS", "ERR invalid password", "ERR invalid username-password")),
    PASSWORD_UNEXPECTED(run(AUTHENTICATION)
            .says(
                    "A password is set, but the server has none.",
                    "Remove the password from the settings, or set one on the server.")
            .replies("ERR AUTH", "ERR Client sent AUTH")),
    LOGIN_REFUSED(run(CONNECTION)
            .says(
                    "Redis refused the login.",
                    "Look at the log of the server. If there is a proxy in front of it, set protocol to resp2.")),
    PROTECTED_MODE(run(CONNECTION)
            .says(
                    "Redis runs in protected mode and refuses clients from other machines.",
                    "Set a password on the server, or configure bind and protected-mode.")
            .replies("DENIED")),
    MAX_CLIENTS(run(CAPACITY)
            .retried(BUDGET, BUDGET)
            .says(
                    "Redis has reached its maximum number of clients.",
                    "Raise maxclients on the server, or lower max_connections.")
            .replies("ERR max number of clients")),
    DATABASE_OUT_OF_RANGE(run(CONFIGURATION)
            .says(
                    "The server does not have this database.",
                    "Choose a database below the server's setting 'databases'. A cluster has only database 0.")
            .replies("ERR DB index is out of range", "ERR invalid DB index", "ERR SELECT is not allowed in cluster")),

    // What the user may do, and what the server is.
    COMMAND_NOT_PERMITTED(run(PERMISSION)
            .says(
                    "The user may not run a command that the sync needs.",
                    "Grant +set +hset +del +expire +ping to the user (ACL SETUSER).")
            .replies("NOPERM")),
    UNKNOWN_COMMAND(run(CONFIGURATION)
            .says(
                    "The server does not know a command that the settings require, or it is disabled there.",
                    "Enable SET, HSET, DEL, EXPIRE and, for the options that use them, HDEL, PERSIST and EVALSHA. A sentinel knows none of them: point connection_url to the primary.")
            .replies("ERR unknown command", "ERR unsupported command", "ERR Command is not available")),
    IS_CLUSTER(run(CONFIGURATION)
            .says("The server is a node of a Redis Cluster.", "Set topology to cluster.")
            .replies("MOVED", "ASK", "CROSSSLOT")),
    NOT_A_CLUSTER(run(CONFIGURATION)
            .lost(TransportFailure.NOT_A_CLUSTER)
            .says(
                    "The server is not a node of a Redis Cluster.",
                    "Set topology to standalone, or point connection_url and nodes to nodes of the cluster.")
            .replies("ERR This instance has cluster support disabled")),
    NO_SENTINEL(
            run(CONNECTION)
                    .lost(TransportFailure.NO_SENTINEL)
                    .retried(FEW, BUDGET)
                    .says(
                            "No sentinel answers.",
                            "Check that the hosts and ports in connection_url and nodes are those of sentinels, and that they run.")),
    NOT_A_SENTINEL(
            run(CONFIGURATION)
                    .lost(TransportFailure.NOT_A_SENTINEL)
                    .says(
                            "The server at the address of a sentinel is a data server.",
                            "With topology sentinel, connection_url and nodes name sentinels, usually on port 26379. To write to this server itself, set topology to standalone.")),
    SENTINEL_LOGIN(
            run(AUTHENTICATION)
                    .lost(TransportFailure.SENTINEL_LOGIN)
                    .says(
                            "The sentinels refuse the login, or this user may not query them.",
                            "Set sentinel_username and sentinel_password if the sentinels require them, and remove them otherwise. The password in connection_url is for the primary. The user needs +sentinel. Check also that these are sentinels (usually on port 26379): a data server asks for its own password with the same text.")),
    MASTER_UNKNOWN(run(CONFIGURATION)
            .lost(TransportFailure.MASTER_UNKNOWN)
            .says(
                    "The sentinels do not monitor a primary with this name.",
                    "Correct sentinel_master. SENTINEL MASTERS, sent to a sentinel, lists the names.")),
    MASTER_STALE(
            run(CONNECTION)
                    .lost(TransportFailure.MASTER_STALE)
                    .retried(BUDGET, BUDGET)
                    .says(
                            "The server that the sentinels name as the primary is not a primary.",
                            "A failover may be in progress: run the sync again. If it happens again, compare the state of the sentinels.")),
    READ_ONLY_REPLICA(run(CONNECTION)
            .retried(FEW, BUDGET)
            .reconnects()
            .says("The server is a replica and does not accept writes.", "Point connection_url to the primary.")
            // A primary that becomes a replica answers UNBLOCKED to a client that waits at that moment.
            .replies("READONLY", "UNBLOCKED", "ERR WAIT cannot be used with replica")),
    MASTER_DOWN(run(CONNECTION)
            .retried(BUDGET, BUDGET)
            .reconnects()
            .says(
                    "The server is a replica that has lost its primary.",
                    "Point connection_url to the primary, or wait for the failover.")
            .replies("MASTERDOWN")),

    // The state of the server.
    LOADING(run(CONNECTION)
            .retried(BUDGET, BUDGET)
            .says(
                    "Redis is starting and still loads its data.",
                    "Wait until the data is loaded. Then run the sync again.")
            .replies("LOADING")),
    CLUSTER_DOWN(run(CONNECTION)
            .retried(BUDGET, BUDGET)
            .reconnects()
            .says(
                    "The cluster does not serve this key at the moment.",
                    "See CLUSTER INFO on a node. Run the sync again when all slots are served.")
            .replies("CLUSTERDOWN", "TRYAGAIN")),
    OUT_OF_MEMORY(run(CAPACITY)
            .retried(NEVER, FEW)
            .says(
                    "Redis has reached its memory limit and refuses writes.",
                    "Raise maxmemory, free memory, set ttl_seconds, or choose an eviction policy. Then run the sync again.")
            .replies("OOM")),
    CANNOT_PERSIST(run(CAPACITY)
            .retried(NEVER, FEW)
            .says(
                    "Redis cannot save its data to disk and refuses writes.",
                    "Look at the log of the server. Its disk may be full.")
            .replies("MISCONF")),
    NOT_ENOUGH_REPLICAS(run(CAPACITY)
            .retried(NEVER, BUDGET)
            .reconnects()
            .says(
                    "Too few replicas are connected, so the server refuses writes.",
                    "Bring the replicas back, or lower min-replicas-to-write.")
            .replies("NOREPLICAS")),
    BUSY(run(CAPACITY)
            .retried(BUDGET, BUDGET)
            .says(
                    "A script blocks the server.",
                    "Wait until the script ends, or stop it with SCRIPT KILL. Then run the sync again.")
            .replies("BUSY")
            .reply(ReplyText.of("ERR Error running script").containing("script killed by user"))),
    REPLICAS_NOT_REACHED(
            run(CAPACITY)
                    .retryable()
                    .says(
                            "The primary has the rows, but fewer replicas than wait_replicas confirmed them in time.",
                            "Look at the replicas and their lag (INFO replication), or lower wait_replicas. The next run writes the rows again.")),
    KEYS_NOT_PERMITTED(run(PERMISSION)
            .says(
                    "The user may not write any key of a whole batch.",
                    "Add a key pattern to the user's ACL that covers key_prefix, such as ~prefix*.")),
    EXPIRY_REFUSED(run(CONFIGURATION)
            .says("The server does not accept the expiry.", "Choose a smaller ttl_seconds.")
            .replies("ERR invalid expire")),
    REFUSED_THROUGHOUT(
            run(CONFIGURATION)
                    .says(
                            "Redis refuses row after row with an error that is not known to this destination.",
                            "Look at the rejected rows and at the log of the server. Report the case with the version of the server.")),
    PROCESS_OUT_OF_MEMORY(run(CAPACITY)
            .retryable()
            .says(
                    "This process ran out of memory while it wrote a batch.",
                    "Give Java more memory (-Xmx), or lower max_connections, pipeline_bytes or max_value_bytes.")),
    SCRIPTS_FLUSHED(run(CAPACITY)
            .retried(NEVER, FEW)
            .says(
                    "The server forgets scripts while they are used.",
                    "Find out which client calls SCRIPT FLUSH. Then run the sync again.")
            .replies("NOSCRIPT")),

    // The marker of the run.
    TARGET_REPLACED(
            run(CONNECTION)
                    .retryable()
                    .says(
                            "The target is not the one that the run began with, or another run wrote to it meanwhile.",
                            "Find out who emptied or replaced the data, or which other run writes these records. The next run writes every row.")),
    MARKER_NOT_PERMITTED(
            warning(PERMISSION)
                    .says(
                            "The user may not read or write the marker.",
                            "Grant +set with a key pattern that may be read and written, such as ~prefix* (%W~ is not enough), or set marker_key to off.")),
    MARKER_NOT_SUPPORTED(warning(CONFIGURATION)
            .says(
                    "The server cannot replace a value and return the old one (SET with GET), so no marker is kept.",
                    "Use Redis 6.2 or newer, or set marker_key to off.")),
    MARKER_KEY_TAKEN(warning(DATA)
            .says(
                    "The key of the marker holds a value of another type, which is left as it is.",
                    "Set marker_key to a text with which no other application's keys begin.")),
    MARKER_UNKNOWN(warning(DATA)
            .says(
                    "The key of the marker held a text that is not a marker. It was overwritten.",
                    "Find out which application writes this key, and set marker_key to another text.")),
    MARKER_UNSEEN(warning(CONNECTION)
            .retryable()
            .says(
                    "The reply to a change of the marker was lost, so nobody knows what was there before.",
                    "Nothing has to be done: the rows in doubt are written again.")),
    RUN_UNPROVEN(
            warning(CONNECTION)
                    .retryable()
                    .says(
                            "A connection was replaced during the run, and it is not proven that the new one leads to the same server process.",
                            "Nothing has to be done: the rows of this run are written again. Grant +info to the user, so that the process can be recognized.")),
    KEYS_EVICTED(warning(CAPACITY)
            .retryable()
            .says(
                    "Redis evicted keys during the run, perhaps some that the run wrote.",
                    "Raise maxmemory, or set maxmemory-policy to noeviction. Then write every row again.")),

    // A row that is rejected before anything of it is sent.
    KEY_EMPTY(row(DATA)
            .says(
                    "The key field is null, missing, empty or blank.",
                    "Give every row a value in this field, or choose other fields for the key.")),
    KEY_UNSUPPORTED_TYPE(
            row(DATA)
                    .says(
                            "The key field has a type that cannot be a key: floating point, bytes or nested.",
                            "Choose a key_field that is text, a whole or decimal number, a date, a time, a UUID or a boolean, or convert it to text in the source.")),
    KEY_MALFORMED(row(DATA)
            .says(
                    "The key field contains half of a surrogate pair, which has no UTF-8 form.",
                    "Correct the text in the source. It was probably cut in the middle of a character.")),
    VALUE_MALFORMED(row(DATA)
            .says(
                    "A field or its name contains half of a surrogate pair, or a nested field is not valid JSON.",
                    "Correct it in the source, or rename the field in the mapping.")),
    VALUE_NOT_REPRESENTABLE(row(DATA)
            .says(
                    "A number is NaN or infinite, or a decimal has too many digits in plain notation.",
                    "Convert it to null, a number or text in the source.")),
    VALUE_TOO_LARGE(
            row(DATA)
                    .says(
                            "A field, or the whole row, is larger than max_value_bytes.",
                            "Shorten it in the source, leave fields out in the mapping, or raise max_value_bytes.")
                    .reply(
                            List.of(
                                    ReplyText.of("ERR Protocol error: invalid bulk length"),
                                    ReplyText.of("ERR Protocol error: invalid multibulk length"),
                                    ReplyText.of("ERR Protocol error: too big"),
                                    ReplyText.of("ERR string exceeds maximum allowed size"),
                                    ReplyText.of("ERR max request size exceeded")),
                            "The row is larger than the server accepts.",
                            "Shorten it in the source, leave fields out in the mapping, or raise proto-max-bulk-len on the server.")),
    ROW_EMPTY(row(DATA)
            .says(
                    "The row has nothing to write: every field of it is null, or its value_field is.",
                    "Set null_fields to empty, or filter such rows out in the source.")),
    HDEL_NOT_PERMITTED(row(PERMISSION)
            .says(
                    "A null of the row deletes a hash field, and the user may not run HDEL.",
                    "Grant +hdel to the user, or set null_fields to omit.")),
    EXPIRY_NOT_PERMITTED(
            row(PERMISSION)
                    .says(
                            "The ttl_field of the row sets or removes the expiry of a hash, and the user may not run the command for it.",
                            "Grant +expire, +pexpireat and +persist to the user: for seconds, for moments, and for rows without an expiry.")),
    EXPIRY_OUT_OF_RANGE(
            row(DATA)
                    .says(
                            "The ttl_field of the row says an expiry of more than 1,000,000,000 seconds from the write, or a moment that is later than Redis can count.",
                            "A whole number is seconds from the write. If it is a moment, in seconds or milliseconds since 1970, convert it to an instant in the source, such as by to_timestamp or epoch_ms. For a record that lasts leave it null.")),
    EXPIRY_UNSUPPORTED_TYPE(
            row(DATA)
                    .says(
                            "The ttl_field has a type that is no expiry.",
                            "Give it a whole number of seconds, an instant, or a timestamp in UTC: convert it in the source or in the mapping.")),
    KEY_IS_MARKER(row(DATA)
            .says(
                    "The key of the row is the key of the marker of this sync.",
                    "Set marker_key to a text with which no key of a row begins.")),
    REMOVAL_OUTSIDE_MIRROR(row(INTERNAL)
            .says(
                    "The host asked for a removal in a mode that removes nothing.",
                    "Use the mode MIRROR, or report this defect of the host.")),

    // A row that the server refuses.
    WRONGTYPE(row(DATA)
            .says(
                    "The key holds a value of another type than the sync writes.",
                    "Delete the key, or choose another key_prefix or data_format.")
            .replies("WRONGTYPE")),
    KEY_NOT_PERMITTED(row(PERMISSION)
            .says(
                    "The user may not write this key.",
                    "Add a key pattern to the user's ACL that covers key_prefix, such as ~prefix*.")
            .reply(ReplyText.of("NOPERM").containing("key").lacking("run the"))),
    REFUSED_BY_SERVER(row(DATA)
            .says(
                    "Redis refused the command with an error that is not known to this destination.",
                    "Look at the log of the server. Report the case with the version of the server.")),
    ROW_BREAKS_CONNECTION(
            partialRow(DATA)
                    .says(
                            "The row, sent alone, broke three connections in a row while the server answered on others.",
                            "Look at the log of the server, and at the limits of the server and of proxies: proto-max-bulk-len, client-query-buffer-limit, maxmemory-clients. Shorten the row, or raise the limits.")),
    KEY_VANISHED(partialRow(CAPACITY)
            .retryable()
            .says(
                    "The key vanished right after it was written, twice.",
                    "Another client deletes it, or Redis evicts it because its memory is full.")),
    HASH_INCOMPLETE(partialRow(DATA)
            .retryable()
            .says(
                    "The fields of the hash were written, but the server refused to delete its null fields or to set its expiry.",
                    "Correct what the message names. The next run writes the whole row again.")),

    // A step of a check that fails.
    CHECK_TIMEOUT(
            check(CONNECTION)
                    .retryable()
                    .says(
                            "The target did not answer before the timeout of the check.",
                            "Check that the address is that of a Redis server and that the server is not overloaded. If the network is slow, raise the timeout of the check.")),
    ANNOUNCED_UNREACHABLE(check(CONNECTION)
            .retryable()
            .says(
                    "Addresses that the cluster announces for its nodes cannot be reached from this machine.",
                    FailureCatalog.ANNOUNCE)),
    SLOTS_UNCOVERED(check(CONNECTION)
            .retryable()
            .says(
                    "Some slots of the cluster have no node, so their keys cannot be written.",
                    "See CLUSTER INFO on a node. Bring the missing nodes back, or run redis-cli --cluster fix.")),

    // A step of a check that warns.
    TOO_FEW_REPLICAS(check(CAPACITY)
            .retryable()
            .says(
                    "Fewer replicas are connected than wait_replicas requires, so no batch can be confirmed.",
                    "Bring the replicas back, or lower wait_replicas.")),
    MIRROR_WITHOUT_PREFIX(check(CONFIGURATION)
            .says(
                    "The mirror has no key_prefix, so it may overwrite or delete keys of another application.",
                    "Set key_prefix to a text of its own, such as the name of the sync and a colon.")),
    KEYS_IN_ONE_SLOT(
            check(CONFIGURATION)
                    .says(
                            "Every key has the same hash tag, so all records are on one node of the cluster.",
                            "Take the braces out of key_prefix and of the text of key_template, or put a field between them: {{{user_id}}}.")),
    STALE_FIELDS(check(CONFIGURATION)
            .says(
                    "The mirror merges into hashes, so fields that the mapping no longer has stay.",
                    "Set hash_write to replace: then a hash has exactly the fields of its row.")),
    PASSWORD_IN_CLEARTEXT(check(CONFIGURATION)
            .says(
                    "The password and the rows are sent to another machine without TLS, so others can read them.",
                    "Use rediss:// and a port that speaks TLS, unless the network is trusted.")),
    TLS_HOST_NOT_VERIFIED(check(CONFIGURATION)
            .says(
                    "The host name is not verified (tls_verify is ca): any host with a certificate of a trusted issuer is accepted.",
                    "Use a host name from the certificate, and remove tls_verify.")),
    TLS_NOT_VERIFIED(check(CONFIGURATION)
            .says(
                    "The server is not verified (tls_verify is none): any server is accepted.",
                    "Set tls_ca_certificate to the certificate of the server's issuer, and remove tls_verify.")),
    EVICTION_POSSIBLE(check(CAPACITY)
            .says(
                    "When its memory is full, Redis evicts keys: those of the sync and others.",
                    "Set maxmemory-policy to noeviction, or set maxmemory well above what the syncs write.")),
    MEMORY_NEARLY_FULL(check(CAPACITY)
            .says(
                    "More than 90 % of the memory is used. When it is full, Redis refuses writes.",
                    "Raise maxmemory, free memory, or set ttl_seconds.")),
    IS_REPLICA(warning(CONFIGURATION)
            .says(
                    "The server is a replica that accepts writes. Its primary will overwrite them.",
                    "Point connection_url to the primary.")),

    // A step of a check that is skipped.
    INFO_NOT_AVAILABLE(check(PERMISSION)
            .says(
                    "The user may not read the memory and the role of the server (INFO).",
                    "No sync needs it. To see it in a check, grant +info to the user.")),
    AFTER_FAILURE(check(CONFIGURATION).says("An earlier step failed.", "Correct the failed step first."));

    private final Scope scope;
    private final ErrorCategory category;
    private final boolean partial;
    private final boolean retryable;
    private final RetryPolicy whileOpening;
    private final RetryPolicy whileWriting;
    private final boolean reconnects;
    private final String message;
    private final String remedy;
    private final Set<TransportFailure> transport;
    private final List<Reading> readings;

    RedisFailure(FailureRow row) {
        scope = row.scope;
        category = row.category;
        partial = row.partial;
        retryable = row.retryable;
        whileOpening = row.whileOpening;
        whileWriting = row.whileWriting;
        reconnects = row.reconnects;
        message = row.message;
        remedy = row.remedy;
        transport = Set.copyOf(row.transport);
        readings = List.copyOf(row.readings);
    }

    /** The table as a host lists it. */
    public static List<ErrorCode> listed() {
        return Arrays.stream(values()).map(RedisFailure::code).toList();
    }

    /** What the failure concerns. */
    public Scope scope() {
        return scope;
    }

    /** Who can solve it. */
    public ErrorCategory category() {
        return category;
    }

    /** Whether a row that is rejected with it may have been written in part. */
    public boolean partial() {
        return partial;
    }

    /** Whether it ends the run or the check. Otherwise a row is rejected, or it is a warning. */
    public boolean endsRun() {
        return switch (scope) {
            case RUN, CHECK -> true;
            case ROW, WARNING -> false;
        };
    }

    /**
     * How long it is retried while a writer opens. A wrong address is reported soon, and a timeout is not waited for twice; a server that
     * answers that it is not ready is waited for.
     */
    public RetryPolicy whileOpening() {
        return whileOpening;
    }

    /** How long it is retried while a writer writes. */
    public RetryPolicy whileWriting() {
        return whileWriting;
    }

    /** Whether another server may be the primary now, so that every connection is opened anew before the next try. */
    public boolean reconnects() {
        return reconnects;
    }

    /** The error replies that have this meaning, as the documentation shows them. */
    public List<String> replyTexts() {
        return readings.stream().map(reading -> reading.text().toString()).toList();
    }

    /** The failure in general. */
    public ErrorDetail detail() {
        return detail(message, remedy);
    }

    /** The failure with a more precise message and remedy. */
    public ErrorDetail detail(String precisely, String toDo) {
        return ErrorDetail.of(name(), category, precisely, toDo, retryable);
    }

    /** The failure with a more precise message. */
    public ErrorDetail detail(String precisely) {
        return detail(precisely, remedy);
    }

    /** The code as a host lists it. */
    private ErrorCode code() {
        return switch (scope) {
            case RUN -> ErrorCode.run(detail());
            case WARNING -> ErrorCode.warning(detail());
            case ROW -> partial ? ErrorCode.partialRow(detail()) : ErrorCode.row(detail());
            case CHECK -> ErrorCode.check(detail());
        };
    }

    String message() {
        return message;
    }

    String remedy() {
        return remedy;
    }

    Set<TransportFailure> transport() {
        return transport;
    }

    List<Reading> readings() {
        return readings;
    }
}
