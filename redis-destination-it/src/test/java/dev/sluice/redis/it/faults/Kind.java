package dev.sluice.redis.it.faults;

/** The faults that a writer to Redis can meet, in groups. A kind without a test says why. */
public enum Kind {
    // On the way.
    PORT_CLOSED(Group.TRANSPORT, "Nothing listens on the port"),
    HOST_UNKNOWN(Group.TRANSPORT, "The host name does not resolve"),
    CONNECT_TIMEOUT(Group.TRANSPORT, "The host does not answer while connecting"),
    SILENT_SERVER(Group.TRANSPORT, "The port accepts and says nothing"),
    NOT_REDIS(Group.TRANSPORT, "Another service answers"),
    HOSTILE_LENGTH(Group.TRANSPORT, "A reply announces two gigabytes"),
    SERVER_STALLED(Group.TRANSPORT, "The server stops answering (SIGSTOP)"),
    WRITES_PAUSED(Group.TRANSPORT, "CLIENT PAUSE WRITE"),
    WRITE_STALL(Group.TRANSPORT, "The server does not read, so that sending hangs"),
    SLOW_DRIP(Group.TRANSPORT, "Replies come one by one, each in time, all of them late"),
    RESET(Group.TRANSPORT, "The connection is reset in the middle of a batch"),
    FIN(Group.TRANSPORT, "The connection is closed in the middle of a batch"),
    SERVER_KILLED(Group.TRANSPORT, "The server is killed, and comes back from its append-only file"),
    CLIENT_KILL(Group.TRANSPORT, "CLIENT KILL"),
    IDLE_TIMEOUT(Group.TRANSPORT, "The server closes idle clients (timeout)"),
    HALF_OPEN(Group.TRANSPORT, "The peer is gone and nobody tells"),
    OTHER_DATABASE(Group.TRANSPORT, "A connection lost in the middle is opened again: log-in and database with it"),
    ANSWER_LOST(Group.TRANSPORT, "The answer to a conditional write is lost"),
    PROXY_WITHOUT_SERVER(
            Group.TRANSPORT, "A proxy before Redis has no server, or lost it, and says so in its own words"),
    POOL_EXHAUSTED(
            Group.TRANSPORT, "No connection is free", "There is no pool: a writer has one connection for itself."),
    WRITER_CLOSED(Group.TRANSPORT, "The writer is closed"),
    INTERRUPTED(Group.TRANSPORT, "The writing thread is interrupted"),
    MAX_CLIENTS(Group.TRANSPORT, "The server has as many clients as it admits"),
    PROTECTED_MODE(Group.TRANSPORT, "The server refuses clients from other machines"),
    PROCESS_KILLED(
            Group.TRANSPORT,
            "The process that writes is killed",
            "Tested with the built command: KilledMirrorIT of the bundle."),

    // What the server answers.
    NOAUTH(Group.REPLIES, "A password is wanted, none is given"),
    WRONGPASS(Group.REPLIES, "Wrong password, unknown or disabled user"),
    PASSWORD_CHANGED(Group.REPLIES, "The user is disabled or changed in the middle of a run"),
    NOPERM_COMMAND(Group.REPLIES, "The user may not run a command"),
    NOPERM_KEY(Group.REPLIES, "The user may not write a key"),
    WRONGTYPE(Group.REPLIES, "The key holds another type"),
    OOM(Group.REPLIES, "The server has reached maxmemory"),
    MISCONF(Group.REPLIES, "The server cannot save to disk"),
    NOREPLICAS(Group.REPLIES, "Too few replicas (min-replicas-to-write)"),
    READONLY(Group.REPLIES, "The server is, or becomes, a replica"),
    MASTERDOWN(Group.REPLIES, "The server is a replica that has lost its primary"),
    LOADING(Group.REPLIES, "The server is starting"),
    BUSY(Group.REPLIES, "A script blocks the server"),
    MOVED_STANDALONE(Group.REPLIES, "A cluster node behind standalone"),
    MOVED(Group.REPLIES, "A slot has moved"),
    ASK(Group.REPLIES, "A slot is moving"),
    TRYAGAIN(Group.REPLIES, "Several keys of a moving slot, though every command is about one"),
    CROSSSLOT(Group.REPLIES, "Keys of several slots in one command, though every command is about one"),
    CLUSTERDOWN(Group.REPLIES, "The cluster does not serve the slot"),
    CLUSTER_INIT(Group.REPLIES, "The topology is cluster, and the server is none"),
    CLUSTER_DATABASE(Group.REPLIES, "A database above 0 on a cluster"),
    SENTINEL_NAME(Group.REPLIES, "The sentinels do not know the name, or none answers"),
    FAILOVER(Group.REPLIES, "Another server becomes the primary"),
    HASH_EXPIRY_CUT(Group.REPLIES, "The connection is cut between the fields of a hash and its expiry"),
    HASH_EXPIRY_STOPPED(
            Group.REPLIES,
            "The run is stopped between the fields of a hash and its expiry, without the right to scripts"),
    ANNOUNCED_UNREACHABLE(Group.REPLIES, "A cluster announces an address that this machine cannot reach"),
    FAILOVER_AT_THE_START(Group.REPLIES, "The primary is gone when a run begins, and another takes over"),
    DATABASE_RANGE(Group.REPLIES, "The server does not have the database"),
    EXPIRY_INVALID(Group.REPLIES, "An expiry that the server does not accept"),
    NO_FIELDS(
            Group.REPLIES,
            "A hash row without a field",
            "The key is a field of the row, so a row that has a key has a field."),
    UNKNOWN_COMMAND(Group.REPLIES, "A command is renamed or disabled"),
    VALUE_TOO_LARGE(Group.REPLIES, "A value over proto-max-bulk-len, which breaks the connection"),
    QUERY_BUFFER(Group.REPLIES, "A batch over client-query-buffer-limit, which breaks the connection"),
    EMPTY_KEY(Group.REPLIES, "The key is null, empty or blank"),
    LONE_SURROGATE(Group.REPLIES, "Text that is not valid Unicode"),
    EVICTION(Group.REPLIES, "The server evicts keys"),
    DUPLICATE_KEY(Group.REPLIES, "Several rows of one key in a batch"),
    EXPIRE_REFUSED(Group.REPLIES, "The expiry after a hash is refused"),
    KEY_VANISHES(Group.REPLIES, "The hash is gone before its expiry is set"),
    SCRIPT_FLUSH(Group.REPLIES, "The server forgets the script"),
    ACKED_AND_LOST(
            Group.REPLIES,
            "What a primary has acknowledged is lost with it",
            "Redis promises no more. wait_replicas narrows it: see the tests of wait_replicas."),
    UNKNOWN_REPLY(Group.REPLIES, "An error that is not known here"),
    FOREIGN_REPLY(Group.REPLIES, "A reply that Redis does not give to the command, or one too many"),

    // TLS.
    PLAIN_TO_TLS(Group.TLS, "redis:// to a TLS port"),
    TLS_TO_PLAIN(Group.TLS, "rediss:// to a plain port"),
    UNTRUSTED_CA(Group.TLS, "The server's certificate is of an unknown authority"),
    WRONG_HOST_NAME(Group.TLS, "The server's certificate names another host"),
    EXPIRED_CERTIFICATE(Group.TLS, "The server's certificate has expired"),
    CLIENT_CERTIFICATE(Group.TLS, "The server wants a client certificate"),
    TLS_VERSION(Group.TLS, "No common version of TLS"),
    UNREADABLE_PEM(Group.TLS, "A certificate or key cannot be read"),
    HANDSHAKE_STALLED(Group.TLS, "The handshake stalls or breaks off");

    /** A group of faults. */
    enum Group {
        /** Between here and the server. */
        TRANSPORT("On the way to the server"),
        /** Replies. */
        REPLIES("What the server answers"),
        /** Encryption. */
        TLS("TLS");

        private final String title;

        Group(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Group group;
    private final String text;
    private final String untested;

    Kind(Group group, String text) {
        this(group, text, "");
    }

    Kind(Group group, String text, String untested) {
        this.group = group;
        this.text = text;
        this.untested = untested;
    }

    Group group() {
        return group;
    }

    String text() {
        return text;
    }

    /** Why there is no test here; empty if there is one. */
    String untested() {
        return untested;
    }
}
