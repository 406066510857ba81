package dev.sluice.source.jdbc;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every failure of a database as a source. What a database says is repeated only where it speaks of the query's text: any other message may
 * hold a value of a row or a secret.
 */
final class JdbcErrors {
    private static final String COLUMN = "column";
    /** How the URLs of known databases begin, behind {@code jdbc:}. */
    private static final List<String> KNOWN = List.of("postgresql", "mysql", "mariadb", "sqlite", "sqlserver");

    /** Of PostgreSQL: bytes that are no text of an encoding, and a character that one lacks. */
    private static final Set<String> NOT_UTF8 = Set.of("22021", "22P05");
    /** What PgBouncer says to a transaction; its SQLSTATE is that of any breach of the protocol. */
    private static final String STATEMENT_POOL = "statement pooling mode";
    /** Limits of PostgreSQL that a query's text can exceed: nesting, columns, arguments. */
    private static final Set<String> TOO_LARGE = Set.of("54001", "54011", "54023");

    private static final int MYSQL_DATABASE_DENIED = 1044;
    private static final int MYSQL_LOGIN_DENIED = 1045;
    private static final int MYSQL_DATABASE_UNKNOWN = 1049;
    private static final int MYSQL_TABLE_DENIED = 1142;
    private static final int MYSQL_COLUMN_DENIED = 1143;
    private static final int MYSQL_SHUTDOWN = 1053;
    private static final int MYSQL_INTERRUPTED = 1317;
    private static final int MYSQL_KILLED = 1927;
    private static final int MYSQL_TIMEOUT = 3024;
    private static final int MARIADB_TIMEOUT = 1969;
    private static final int SQLITE_DAMAGED = 11;
    private static final int SQLITE_OTHER_FILE = 26;
    /** What the driver puts around the words of SQLite. */
    private static final String SQLITE_FRAME = "(?s)^\\[SQLITE_\\w+\\] [^(]*\\((.*)\\)$";

    private JdbcErrors() {}

    static HostException url() {
        return HostFailure.SOURCE_DATABASE_SETTING.exception(
                "The source is no JDBC URL.", "Write it as jdbc:postgresql://HOST:PORT/DATABASE.");
    }

    static HostException credentials() {
        return HostFailure.SOURCE_DATABASE_SETTING.exception(
                "The JDBC URL has a user or a password, and a URL is shown in messages and kept in files.",
                "Take them out of the URL, and give them by --user NAME and --password '${env:VARIABLE}', or as user and password in sluice.yaml.");
    }

    static HostException property(String database, String property, Collection<String> allowed) {
        return HostFailure.SOURCE_DATABASE_SETTING.exception(
                "The property '" + property + "' is not allowed for " + database + ".",
                "Allowed: " + (allowed.isEmpty() ? "none" : String.join(", ", allowed)) + ".");
    }

    static HostException driverMissing(Dialect dialect, Path folder) {
        String jar = dialect.artifact().isEmpty() ? "the driver's jar" : dialect.artifact();
        return HostFailure.SOURCE_DRIVER_MISSING.exception(
                "The driver of " + dialect.name() + " is not installed.",
                NearestName.question(dialect.name(), KNOWN) + "Put " + jar + " into " + folder + ".");
    }

    static HostException driverBroken(Dialect dialect, Path folder) {
        return HostFailure.SOURCE_DRIVER_MISSING.exception(
                "The jars in " + folder + " have no driver of " + dialect.name() + " that can be loaded.");
    }

    static HostException duplicate(String column) {
        return HostFailure.SOURCE_QUERY_FAILED
                .exception(
                        "Two columns of the query are named '" + column + "'.",
                        "Give every column a name of its own: expression AS name.")
                .at(COLUMN, column);
    }

    static HostException cursorMissing(String column, Collection<String> columns) {
        return HostFailure.CURSOR_INVALID.exception(
                "The query has no column '" + column + "', which is the cursor.",
                NearestName.question(column, columns) + "Its columns: " + String.join(", ", columns)
                        + ". The name is that in the query's result, in the same letters.");
    }

    static HostException cursorUnnamed() {
        return HostFailure.CURSOR_INVALID.exception(
                "The query has ${cursor} in it, and the sync has no cursor.",
                "Name the column: --cursor COLUMN, or cursor: { column: COLUMN } beside the query in sluice.yaml.");
    }

    static HostException cursorOfNoRows(String column) {
        return HostFailure.CURSOR_INVALID.exception(
                "${cursor} is NULL in a run that reads every row, such as the first, and the query does not say what then.",
                "Write the condition as (${cursor} IS NULL OR " + column
                        + " >= ${cursor}), or without ${cursor}: then the rows are chosen for the query.");
    }

    static HostException notOneQuery(StatementScan.Exit exit) {
        return switch (exit) {
            case STATEMENT ->
                HostFailure.SOURCE_QUERY_NOT_READING.exception(
                        "The query has a second statement after a semicolon.",
                        "Give one SELECT and no other statement.");
            case BRACKET ->
                HostFailure.SOURCE_QUERY_FAILED.exception(
                        "The query has a closing bracket without an opening one.", "Correct the query.");
        };
    }

    static HostException empty() {
        return HostFailure.SOURCE_QUERY_FAILED.exception("The query is empty.", "Give one SELECT.");
    }

    static HostException writes(String statement) {
        return HostFailure.SOURCE_QUERY_NOT_READING.exception(
                "The query is the statement " + statement + ", which does not read.", "Give one SELECT.");
    }

    static HostException twice() {
        return HostFailure.SOURCE_READ_ONCE.exception("A query of a database is read once, and is needed again.");
    }

    static HostException stopped() {
        return HostFailure.RUN_STOPPED.exception();
    }

    static HostException closed() {
        return HostFailure.SOURCE_CLOSED.exception("The query is closed.");
    }

    static HostException late() {
        return HostFailure.SOURCE_QUERY_TIMEOUT.exception();
    }

    static HostException rowTooLarge() {
        return HostFailure.SOURCE_MEMORY.exception(
                "A row of the query, or those that are fetched at once, are larger than the memory allows.",
                "Give the process more memory (SLUICE_JAVA_OPTS=-Xmx1g), or leave the largest columns out.");
    }

    /** No connection. */
    static HostException connecting(Dialect dialect, JdbcConnection connection, SQLException e) {
        if (dialect.is(Dialect.SQLITE)) {
            return sqliteFile(connection, e);
        }
        String state = state(e);
        // PostgreSQL's driver says 08004 where the server asks for a password and there is none.
        boolean refused = state.equals("08004") && dialect.is(Dialect.POSTGRESQL);
        boolean withoutPassword = refused && connection.password().orElse("").isEmpty() && !asksForTls(connection);
        if (state.startsWith("28") || withoutPassword || e.getErrorCode() == MYSQL_LOGIN_DENIED) {
            return HostFailure.SOURCE_DATABASE_LOGIN.exception(
                    connection.user().isPresent()
                            ? dialect.name() + " refuses the user '"
                                    + connection.user().get() + "' or the password."
                            : dialect.name() + " asks for a user and a password.");
        }
        if (state.equals("3D000") || e.getErrorCode() == MYSQL_DATABASE_UNKNOWN) {
            return HostFailure.SOURCE_DATABASE_MISSING.exception("There is no database " + connection.address() + ".");
        }
        if (state.equals("42501") || e.getErrorCode() == MYSQL_DATABASE_DENIED) {
            return HostFailure.SOURCE_DATABASE_PERMISSION.exception(
                    "The user may not use the database " + connection.address() + ".");
        }
        if (state.equals("0A000") && dialect.is(Dialect.POSTGRESQL)) {
            return HostFailure.SOURCE_DATABASE_FAILED.exception(
                    connection.address()
                            + " has an encoding, such as MULE_INTERNAL, whose texts the server cannot give as UTF-8.",
                    "Copy its tables into a database of the encoding UTF8, through an encoding that both know: pg_dump --encoding EUC_JP.");
        }
        String reason = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
        if (refused) {
            return HostFailure.SOURCE_DATABASE_UNREACHABLE.exception(
                    connection.address() + " refuses such a connection" + reason + ".",
                    "With sslmode=require or verify-… the server has to offer TLS. Else see the log of the server.");
        }
        return HostFailure.SOURCE_DATABASE_UNREACHABLE.exception(
                connection.address() + " cannot be reached" + reason + ".");
    }

    private static boolean asksForTls(JdbcConnection connection) {
        return connection.properties().containsKey("sslmode")
                || connection.url().contains("sslmode=");
    }

    /**
     * A query that cannot be run, or read any further.
     *
     * @param late whether it was ended because of its time limit
     */
    static HostException reading(Dialect dialect, ReadingQuery query, SQLException e, boolean late) {
        String state = state(e);
        String message = String.valueOf(e.getMessage());
        if (late) {
            return late();
        }
        if (dialect.is(Dialect.SQLITE)) {
            return sqlite(e, message);
        }
        switch (e.getErrorCode()) {
            case MYSQL_TABLE_DENIED, MYSQL_COLUMN_DENIED, MYSQL_DATABASE_DENIED -> {
                return HostFailure.SOURCE_DATABASE_PERMISSION.exception();
            }
            case MYSQL_TIMEOUT, MARIADB_TIMEOUT -> {
                return HostFailure.SOURCE_QUERY_TIMEOUT.exception();
            }
            case MYSQL_SHUTDOWN, MYSQL_INTERRUPTED, MYSQL_KILLED -> {
                return HostFailure.SOURCE_CONNECTION_LOST.exception(
                        "The query was cancelled at the database. A mirror removed nothing.");
            }
            default -> {}
        }
        if (message.contains("maxResultBuffer")) {
            return rowTooLarge();
        }
        if (e instanceof SQLTimeoutException) {
            return HostFailure.SOURCE_QUERY_TIMEOUT.exception();
        }
        if (message.contains(STATEMENT_POOL)) {
            return HostFailure.SOURCE_DATABASE_SETTING.exception(
                    "The pooler lends a session for one statement, and the query is read in a transaction.",
                    "Give the URL of the database itself, or of a pool of the mode transaction or session.");
        }
        if (state.equals("42501")) {
            return HostFailure.SOURCE_DATABASE_PERMISSION.exception("The user may not read: " + firstLine(message));
        }
        if (state.equals("25006")) {
            return HostFailure.SOURCE_QUERY_NOT_READING.exception("The query writes to the database.");
        }
        if (NOT_UTF8.contains(state) && dialect.is(Dialect.POSTGRESQL)) {
            return HostFailure.SOURCE_DATABASE_FAILED.exception(
                    "A text of the query, or in a row, is not valid in the encoding of the database, or has a character that UTF-8 or that encoding lacks (SQLSTATE "
                            + state + ").",
                    "In a database of the encoding SQL_ASCII write convert_from(convert(convert_to(column, 'SQL_ASCII'), 'LATIN1', 'UTF8'), 'UTF8') AS column, with the encoding that the text is in for LATIN1. Else correct the value, or leave the column out.");
        }
        if (TOO_LARGE.contains(state) && dialect.is(Dialect.POSTGRESQL)) {
            return HostFailure.SOURCE_QUERY_FAILED.exception(
                    "The query is too large for the database: " + firstLine(message),
                    "Name fewer columns, or make the query simpler."
                            + (query.hasClock() ? " A sync with a cursor needs one column more." : ""));
        }
        if (state.startsWith("42") || state.startsWith("0A")) {
            return HostFailure.SOURCE_QUERY_FAILED.exception(
                    "The query is wrong"
                            + query.place(message).map(place -> " " + place).orElse("") + ": " + firstLine(message),
                    "Correct the query. It is one SELECT in the SQL of " + dialect.name() + "."
                            + (query.isBounded()
                                    ? " It asks for the rows from a value of the cursor on: if that column is of another type now, run once with --full."
                                    : ""));
        }
        return ended(e, state, message)
                .orElseGet(() -> HostFailure.SOURCE_DATABASE_FAILED.exception(
                        "The database reports an error while it runs the query"
                                + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")") + "."));
    }

    private static Optional<HostException> ended(SQLException e, String state, String message) {
        return switch (state) {
            case "57014", "70100" ->
                Optional.of(
                        message.contains("timeout")
                                ? HostFailure.SOURCE_QUERY_TIMEOUT.exception()
                                : HostFailure.SOURCE_CONNECTION_LOST.exception(
                                        "The query was cancelled at the database. A mirror removed nothing."));
            case "40001" ->
                Optional.of(HostFailure.SOURCE_CONNECTION_LOST.exception(
                        "The replica ended the query, because it was in the way of what it had to apply. A mirror removed nothing.",
                        "Read from the primary, or raise max_standby_streaming_delay of the replica."));
            case "57P01", "57P02", "57P03" ->
                Optional.of(HostFailure.SOURCE_CONNECTION_LOST.exception(
                        "The database was shut down, or ended the session. A mirror removed nothing."));
            default ->
                state.startsWith("08") || isOfNetwork(e)
                        ? Optional.of(HostFailure.SOURCE_CONNECTION_LOST.exception(
                                "The connection to the database was lost. A mirror removed nothing."))
                        : Optional.empty();
        };
    }

    private static boolean isOfNetwork(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /** A file that cannot be opened. */
    private static HostException sqliteFile(JdbcConnection connection, SQLException e) {
        String file = connection.address().substring(Dialect.SQLITE.prefix().length());
        int code = e.getErrorCode() & 0xff;
        if (code == SQLITE_DAMAGED || code == SQLITE_OTHER_FILE) {
            return sqliteDamaged("The SQLite file " + file);
        }
        return Files.exists(Path.of(file))
                ? HostFailure.SOURCE_DATABASE_PERMISSION.exception(
                        "The SQLite file " + file + " cannot be opened.",
                        "Check that it is a file, and that the user of the process may read it and the files beside it (-wal, -shm).")
                : HostFailure.SOURCE_DATABASE_MISSING.exception(
                        "There is no SQLite file " + file + ".", "Check the path behind jdbc:sqlite: in the URL.");
    }

    private static HostException sqliteDamaged(String file) {
        return HostFailure.SOURCE_DATABASE_FAILED.exception(
                file + " is damaged, or is no database of SQLite.",
                "Check the path behind jdbc:sqlite: in the URL, and the file by PRAGMA integrity_check in the client sqlite3.");
    }

    private static HostException sqlite(SQLException e, String message) {
        return switch (e.getErrorCode() & 0xff) {
            case 1 ->
                HostFailure.SOURCE_QUERY_FAILED.exception(
                        "The query is wrong: " + firstLine(message.replaceFirst(SQLITE_FRAME, "$1")),
                        "Correct the query. It is one SELECT of SQLite.");
            case 8 -> HostFailure.SOURCE_QUERY_NOT_READING.exception("The query writes to the database.");
            case 5, 6 ->
                HostFailure.SOURCE_DATABASE_FAILED.exception(
                        "Another process holds the SQLite file.",
                        "Run again when it is done, or wait for it: --property busy_timeout=60000.");
            case 9 -> HostFailure.SOURCE_QUERY_TIMEOUT.exception();
            case SQLITE_DAMAGED, SQLITE_OTHER_FILE -> sqliteDamaged("The SQLite file");
            default ->
                HostFailure.SOURCE_DATABASE_FAILED.exception(
                        "SQLite reports error " + (e.getErrorCode() & 0xff) + " while it runs the query.");
        };
    }

    /** A text in a database has no file that could be saved in another encoding. */
    static ErrorDetail encoding(String column) {
        return HostFailure.ROW_ENCODING
                .detail(
                        "The value of '" + column + "' is not valid Unicode text.",
                        "Correct the value in the database, or leave the column out. SQLite gives its bytes by CAST(column AS blob).")
                .at(COLUMN, column);
    }

    /** Whether the database does not know such a statement, or not this form of it. */
    static boolean isUnsupported(SQLException e) {
        return state(e).startsWith("0A") || state(e).equals("42601");
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("").strip();
        return line.endsWith(".") ? line : line + ".";
    }
}
