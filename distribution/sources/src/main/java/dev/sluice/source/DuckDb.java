package dev.sluice.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;

/**
 * An embedded DuckDB of one source: no extension from the network, bounded memory, and a temporary directory of its own that goes when it is
 * closed. Safe for use by several threads.
 */
final class DuckDb implements AutoCloseable {
    private final Path directory;
    private final Connection connection;
    private boolean closed;

    private DuckDb(Path directory, Connection connection) {
        this.directory = directory;
        this.connection = connection;
    }

    /** A database in memory. */
    static DuckDb inMemory(String memoryLimit) {
        return start("", memoryLimit);
    }

    /** A database in a file of the temporary directory. */
    static DuckDb onDisk(String memoryLimit) {
        return start("spool.duckdb", memoryLimit);
    }

    private static DuckDb start(String fileName, String memoryLimit) {
        Path directory;
        try {
            // Only the owner may read it.
            directory = Files.createTempDirectory("sluice-source-");
        } catch (IOException e) {
            throw SourceErrors.engine("no temporary directory can be made");
        }
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", memoryLimit);
        settings.setProperty("threads", "2");
        settings.setProperty("temp_directory", directory.resolve("spill").toString());
        String database = fileName.isEmpty() ? "" : directory.resolve(fileName).toString();
        try {
            return new DuckDb(directory, DriverManager.getConnection("jdbc:duckdb:" + database, settings));
        } catch (SQLException e) {
            delete(directory);
            throw SourceErrors.engine(firstLine(e));
        } catch (LinkageError e) {
            delete(directory);
            throw SourceErrors.engineMissing();
        }
    }

    /** Another connection to the same database; the caller closes it. */
    synchronized Connection connect() throws SQLException {
        if (closed) {
            throw new SQLException("closed");
        }
        return connection.unwrap(DuckDBConnection.class).duplicate();
    }

    void execute(String sql) throws SQLException {
        try (Connection own = connect();
                Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The columns of a relation: names and types as DuckDB tells them. */
    List<DuckColumn> describe(String relation) throws SQLException {
        List<DuckColumn> columns = new ArrayList<>();
        try (Connection own = connect();
                Statement statement = own.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + relation)) {
            while (rows.next()) {
                columns.add(DuckColumn.of(rows.getString(1), rows.getString(2)));
            }
        }
        return columns;
    }

    /** One number. */
    long number(String sql) throws SQLException {
        try (Connection own = connect();
                Statement statement = own.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The columns that a query gives, under the names that it gives them. */
    List<String> resultNames(String query) throws SQLException {
        try (Connection own = connect();
                PreparedStatement statement = own.prepareStatement(query)) {
            ResultSetMetaData columns = statement.getMetaData();
            List<String> names = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                names.add(columns.getColumnName(i));
            }
            return names;
        }
    }

    /** The top columns of a Parquet file as the file names them; the first entry of its schema is their parent. */
    List<String> parquetNames(String fileLiteral) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection own = connect();
                Statement statement = own.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name, coalesce(num_children, 0) FROM parquet_schema(" + fileLiteral + ")")) {
            rows.next();
            long inner = 0;
            while (rows.next()) {
                if (inner == 0) {
                    names.add(rows.getString(1));
                } else {
                    inner--;
                }
                inner += rows.getLong(2);
            }
        }
        return names;
    }

    /** Texts of one column. */
    List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection own = connect();
                Statement statement = own.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** What DuckDB says, without the excerpt of the query below it. */
    static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    /** A text as a literal of SQL. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A name as an identifier of SQL. */
    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            connection.close();
        } catch (SQLException e) {
            // What is left of it goes with the process.
        }
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // The operating system clears its temporary directory.
        }
    }
}
