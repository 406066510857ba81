package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import dev.sluice.source.jdbc.type.ColumnTypes;
import dev.sluice.source.jdbc.type.GenericTypes;
import dev.sluice.source.jdbc.type.MySqlTypes;
import dev.sluice.source.jdbc.type.PostgresTypes;
import dev.sluice.source.jdbc.type.SqliteTypes;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between databases.
 *
 * @param name for people
 * @param prefix how its URLs begin
 * @param folder where its driver lies below {@code drivers}
 * @param artifact the coordinates of its driver
 * @param allowed the properties that a user may set, in the URL or beside it
 * @param standard properties that are set unless a user sets them
 * @param fixed properties that are always set
 * @param session what the session is told before the query; of PostgreSQL, what the transaction is told
 * @param isolation the isolation of the transaction, of {@link Connection}
 * @param streaming the fetch size that makes the driver stream; empty: a number of rows that follows their size
 * @param quoting how it quotes
 * @param types the forms of its types
 */
record Dialect(
        String name,
        String prefix,
        String folder,
        String artifact,
        Set<String> allowed,
        Map<String, String> standard,
        Map<String, String> fixed,
        List<String> session,
        int isolation,
        Optional<Integer> streaming,
        StatementScan.Quoting quoting,
        ColumnTypes types) {
    private static final Set<String> TIMEOUTS = Set.of("connectTimeout", "socketTimeout", "tcpKeepAlive");
    private static final String KEEP_ALIVE = "tcpKeepAlive";

    static final Dialect POSTGRESQL = new Dialect(
            "PostgreSQL",
            "jdbc:postgresql:",
            "postgresql",
            "org.postgresql:postgresql:42.7.14",
            with(
                    TIMEOUTS,
                    "ApplicationName",
                    "channelBinding",
                    "currentSchema",
                    "gssEncMode",
                    "hostRecheckSeconds",
                    "loadBalanceHosts",
                    "loginTimeout",
                    "ssl",
                    "sslcert",
                    "sslkey",
                    "sslmode",
                    "sslNegotiation",
                    "sslrootcert",
                    "targetServerType"),
            Map.of(KEEP_ALIVE, "true"),
            // Values come as the server's own text, which is exact. No statement has a name, which a pooler may give to
            // a session that has another statement of that name.
            Map.of("binaryTransfer", "false", "prepareThreshold", "0", "maxResultBuffer", "50p"),
            // A pooler may give the next transaction another session, and this session to others afterwards.
            List.of(
                    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                    "SET LOCAL TimeZone = 'UTC'",
                    "SET LOCAL DateStyle = 'ISO'",
                    "SET LOCAL IntervalStyle = 'iso_8601'",
                    "SET LOCAL bytea_output = 'hex'",
                    "SET LOCAL extra_float_digits = 3",
                    "SET LOCAL standard_conforming_strings = on",
                    // Not every server that speaks its protocol has this.
                    "SELECT pg_catalog.set_config(name, 'off', true) FROM pg_catalog.pg_settings WHERE name = 'synchronize_seqscans'"),
            Connection.TRANSACTION_REPEATABLE_READ,
            Optional.empty(),
            StatementScan.Quoting.POSTGRESQL,
            PostgresTypes::of);

    private static final Set<String> MYSQL_ALLOWED =
            with(TIMEOUTS, "allowPublicKeyRetrieval", "serverSslCert", "sslMode", "useCompression");

    static final Dialect MARIADB = new Dialect(
            "MariaDB",
            "jdbc:mariadb:",
            "mariadb",
            "org.mariadb.jdbc:mariadb-java-client:3.5.11",
            MYSQL_ALLOWED,
            Map.of(),
            Map.of(
                    "allowLocalInfile", "false",
                    "allowMultiQueries", "false",
                    "tinyInt1isBit", "false",
                    "yearIsDateType", "false"),
            MySqlTypes.SESSION,
            Connection.TRANSACTION_REPEATABLE_READ,
            Optional.empty(),
            StatementScan.Quoting.MYSQL,
            MySqlTypes::of);

    static final Dialect MYSQL = new Dialect(
            "MySQL",
            "jdbc:mysql:",
            "mysql",
            "com.mysql:mysql-connector-j:9.7.0",
            MYSQL_ALLOWED,
            // The driver's own are: as long as it takes.
            Map.of("connectTimeout", "30000", KEEP_ALIVE, "true"),
            Map.of(
                    "allowLoadLocalInfile", "false",
                    "allowMultiQueries", "false",
                    "autoDeserialize", "false",
                    "netTimeoutForStreamingResults", "86400",
                    "tinyInt1isBit", "false",
                    "yearIsDateType", "false",
                    "zeroDateTimeBehavior", "EXCEPTION"),
            MySqlTypes.SESSION,
            Connection.TRANSACTION_REPEATABLE_READ,
            // With any other number the driver reads all rows into memory.
            Optional.of(Integer.MIN_VALUE),
            StatementScan.Quoting.MYSQL,
            MySqlTypes::of);

    static final Dialect SQLITE = new Dialect(
            "SQLite",
            "jdbc:sqlite:",
            "sqlite",
            "org.xerial:sqlite-jdbc:3.54.1.0",
            Set.of("busy_timeout"),
            Map.of(),
            Map.of("open_mode", "1"),
            List.of(),
            Connection.TRANSACTION_SERIALIZABLE,
            Optional.empty(),
            StatementScan.Quoting.SQUARE,
            SqliteTypes::of);

    static final Dialect SQL_SERVER = new Dialect(
            "SQL Server",
            "jdbc:sqlserver:",
            "sqlserver",
            "com.microsoft.sqlserver:mssql-jdbc:13.6.2.jre11",
            Set.of("databaseName", "encrypt", "trustServerCertificate", "hostNameInCertificate", "loginTimeout"),
            Map.of(),
            Map.of(),
            List.of(),
            Connection.TRANSACTION_READ_COMMITTED,
            Optional.empty(),
            StatementScan.Quoting.SQUARE,
            GenericTypes::of);

    static final List<Dialect> ALL = List.of(POSTGRESQL, MYSQL, MARIADB, SQLITE, SQL_SERVER);

    /**
     * The dialect of a URL.
     *
     * @throws HostException if it is no JDBC URL
     */
    static Dialect of(String url) {
        if (!url.matches("(?s)jdbc:[a-z0-9]+:.+")) {
            throw JdbcErrors.url();
        }
        for (Dialect dialect : ALL) {
            if (url.startsWith(dialect.prefix)) {
                return dialect;
            }
        }
        String scheme = url.split(":", 3)[1];
        return new Dialect(
                scheme,
                "jdbc:" + scheme + ":",
                scheme,
                "",
                Set.of(),
                Map.of(),
                Map.of(),
                List.of(),
                Connection.TRANSACTION_READ_COMMITTED,
                Optional.empty(),
                StatementScan.Quoting.STANDARD,
                GenericTypes::of);
    }

    /**
     * The properties to connect with.
     *
     * @throws HostException if one is not allowed, or the URL has a user or a password
     */
    Properties properties(JdbcConnection connection) {
        if (JdbcUrl.hasParts(connection.url())) {
            throw JdbcErrors.url();
        }
        if (JdbcUrl.hasCredentials(connection.url())
                || connection.properties().keySet().stream().anyMatch(JdbcUrl::isCredential)) {
            throw JdbcErrors.credentials();
        }
        JdbcUrl.parameters(connection.url()).forEach(this::requireAllowed);
        connection.properties().keySet().forEach(this::requireAllowed);
        Properties properties = new Properties();
        properties.putAll(standard);
        properties.putAll(connection.properties());
        properties.putAll(fixed);
        connection.user().ifPresent(user -> properties.put("user", user));
        connection.password().ifPresent(password -> properties.put("password", password));
        return properties;
    }

    /** Whether it is that one: a dialect of an unknown database is like none of them. */
    boolean is(Dialect other) {
        return prefix.equals(other.prefix);
    }

    private void requireAllowed(String property) {
        if (!allowed.contains(property)) {
            throw JdbcErrors.property(name, property, new TreeSet<>(allowed));
        }
    }

    private static Set<String> with(Set<String> some, String... more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
