package dev.sluice.state.file;

import dev.sluice.duckdb.Chunks;
import dev.sluice.duckdb.DuckDb;
import dev.sluice.duckdb.RowFeed;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBConnection;

/** The database in memory that a run compares and folds with, and a folder for what does not fit into memory. Gone when it is closed. */
public final class Workspace implements AutoCloseable {
    /** Ten million records are joined and folded as fast as with twice as much. */
    private static final String MEMORY = "256MB";

    private final Path folder;
    private final DuckDb database;
    private final DuckDBConnection connection;
    private int feeds;

    private Workspace(Path folder, DuckDb database, DuckDBConnection connection) {
        this.folder = folder;
        this.database = database;
        this.connection = connection;
    }

    /** @throws LinkageError if the native library cannot be loaded */
    public static Workspace open(Path folder) throws IOException, SQLException {
        OwnerOnly.removeRecursively(folder);
        OwnerOnly.createDirectories(folder);
        DuckDb database = DuckDb.inMemory(folder.resolve("spill"), MEMORY);
        boolean open = false;
        try {
            Workspace workspace = new Workspace(folder, database, database.connect());
            open = true;
            return workspace;
        } finally {
            if (!open) {
                database.close();
            }
        }
    }

    /** A file in the folder. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The single number that a query gives. */
    public long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Whether a Parquet file is whole. */
    public boolean canRead(Path file) {
        try {
            execute("SELECT max(hash(COLUMNS(*))) FROM read_parquet(" + Sql.files(List.of(file)) + ")");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Counts by number: the second column of each row at the index of the first. */
    public long[] counts(String query, int size) throws SQLException {
        long[] counts = new long[size];
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                counts[rows.getInt(1)] = rows.getLong(2);
            }
        }
        return counts;
    }

    /** The result of a query in chunks, on a connection of its own. */
    public Chunks chunks(String query) throws SQLException {
        return Chunks.of(database, query);
    }

    /** Another connection; the caller closes it. */
    public DuckDBConnection connect() throws SQLException {
        return database.connect();
    }

    /** Writes rows of Java's memory into files, or tables; for one thread. */
    public Feed feed(List<RowFeed.Column> columns) throws SQLException {
        String name;
        synchronized (this) {
            name = "feed" + feeds++;
        }
        DuckDBConnection own = database.connect();
        boolean open = false;
        try {
            Feed feed = new Feed(name, own, RowFeed.register(own, name, columns));
            open = true;
            return feed;
        } finally {
            if (!open) {
                own.close();
            }
        }
    }

    /** See {@link #feed}. */
    public static final class Feed implements AutoCloseable {
        private final String name;
        private final DuckDBConnection connection;
        private final RowFeed rows;

        private Feed(String name, DuckDBConnection connection, RowFeed rows) {
            this.name = name;
            this.connection = connection;
            this.rows = rows;
        }

        public void copy(RowFeed.Rows from, Path file) throws SQLException {
            execute(from, "COPY (FROM " + name + "()) TO " + Sql.file(file) + " (FORMAT parquet, COMPRESSION snappy)");
        }

        public void insert(RowFeed.Rows from, String table) throws SQLException {
            execute(from, "INSERT INTO " + table + " FROM " + name + "()");
        }

        private void execute(RowFeed.Rows from, String sql) throws SQLException {
            rows.offer(from);
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            rows.offer(RowFeed.NOTHING);
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** Idempotent. What cannot be removed now is removed by the next run. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It goes with the database.
        }
        database.close();
        try {
            OwnerOnly.removeRecursively(folder);
        } catch (IOException e) {
            // The next run does it.
        }
    }
}
