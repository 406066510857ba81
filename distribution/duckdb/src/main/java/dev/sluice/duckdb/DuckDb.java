package dev.sluice.duckdb;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/** An embedded database with bounded memory and without extensions from the network. Safe for use by several threads. */
public final class DuckDb implements AutoCloseable {
    private static final String ERROR = " Error";

    private final DuckDBConnection connection;
    private boolean closed;

    private DuckDb(DuckDBConnection connection) {
        this.connection = connection;
    }

    /**
     * A database in memory.
     *
     * @param spill the directory for what does not fit into memory; created when needed
     * @param memoryLimit such as {@code 256MB}
     * @throws LinkageError if the native library cannot be loaded
     */
    public static DuckDb inMemory(Path spill, String memoryLimit) throws SQLException {
        return open("", spill, memoryLimit);
    }

    /**
     * A database in a file, which is created if it is missing.
     *
     * @param spill the directory for what does not fit into memory; created when needed
     * @param memoryLimit such as {@code 256MB}
     * @throws LinkageError if the native library cannot be loaded
     */
    public static DuckDb inFile(Path file, Path spill, String memoryLimit) throws SQLException {
        return open(file.toString(), spill, memoryLimit);
    }

    private static DuckDb open(String file, Path spill, String memoryLimit) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", memoryLimit);
        settings.setProperty("threads", "2");
        settings.setProperty("temp_directory", spill.toString());
        // Not by the DriverManager, which sees only the drivers of the caller's class loader: in a container it finds
        // none.
        Connection connection = new DuckDBDriver().connect("jdbc:duckdb:" + file, settings);
        try (Statement session = connection.createStatement()) {
            // Not the machine's, so that a query computes the same everywhere.
            session.execute("SET GLOBAL TimeZone = 'UTC'");
        }
        return new DuckDb(connection.unwrap(DuckDBConnection.class));
    }

    /** Another connection to the database; the caller closes it. */
    public synchronized DuckDBConnection connect() throws SQLException {
        if (closed) {
            throw new SQLException("closed");
        }
        return connection.duplicate().unwrap(DuckDBConnection.class);
    }

    /** The first line of an error's message. It may quote a value of a row; the lines below it quote the query. */
    public static String firstLine(SQLException error) {
        return String.valueOf(error.getMessage()).lines().findFirst().orElse("").strip();
    }

    /** The kind of an error, such as {@code IO Error}, which quotes nothing; empty if the message has none. */
    public static Optional<String> errorKind(SQLException error) {
        String line = firstLine(error);
        int colon = line.indexOf(':');
        return Optional.of(line.substring(0, Math.max(0, colon))).filter(kind -> kind.endsWith(ERROR));
    }

    /** Idempotent. The database closes with its last connection. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            connection.close();
        } catch (SQLException e) {
            // What counts was committed before; what is left of the database goes with the process.
        }
    }
}
