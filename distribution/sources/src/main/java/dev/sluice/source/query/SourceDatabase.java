package dev.sluice.source.query;

import dev.sluice.duckdb.Chunks;
import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/** The database of one source, with a temporary directory that is deleted on close. Safe for use by several threads. */
final class SourceDatabase implements AutoCloseable {
    private static final int CANCELS = 50;
    private static final long CANCEL_MILLIS = 100;
    /** How the names of the directories of this process begin. */
    static final String DIRECTORY = "sluice-source-" + ProcessHandle.current().pid() + "-";

    private final Path directory;
    private final DuckDb database;

    private SourceDatabase(Path directory, DuckDb database) {
        this.directory = directory;
        this.database = database;
    }

    /** A database in a file of the temporary directory. */
    static SourceDatabase onDisk(String memoryLimit) {
        return start(spill -> DuckDb.inFile(spill.resolveSibling("spool.duckdb"), spill, memoryLimit));
    }

    private static SourceDatabase start(Opening opening) {
        Path directory;
        try {
            directory = OwnerOnly.createTempDirectory(DIRECTORY);
        } catch (IOException e) {
            throw QueryErrors.engine("no temporary directory can be made");
        }
        try {
            return new SourceDatabase(directory, opening.open(directory.resolve("spill")));
        } catch (SQLException e) {
            delete(directory);
            throw QueryErrors.engine(DuckDb.firstLine(e));
        } catch (LinkageError e) {
            delete(directory);
            throw QueryErrors.engineMissing();
        }
    }

    /** Whether an error is one of the files of the temporary directory, such as that the disk is full. */
    boolean isOfItsFiles(SQLException e) {
        return DuckDb.firstLine(e).contains(directory.toString());
    }

    /** Runs a query and reads its result by chunks. */
    Chunks read(String query) throws SQLException {
        return Chunks.of(database, query);
    }

    /**
     * Runs a statement. This and every method below may take long; an interrupt of the calling thread cancels it and stays.
     *
     * @throws HostException {@code RUN_STOPPED}
     */
    void execute(String sql) throws SQLException {
        run(statement -> statement.execute(sql));
    }

    /** The columns of a relation with the names and types that DuckDB reports. */
    List<DuckDbColumn> describe(String relation) throws SQLException {
        return rows("DESCRIBE SELECT * FROM " + relation, row -> DuckDbColumn.of(row.getString(1), row.getString(2)));
    }

    /** Runs a query that returns one number. */
    long number(String sql) throws SQLException {
        return rows(sql, row -> row.getLong(1)).get(0);
    }

    /** Runs a query that returns one column of texts. */
    List<String> texts(String sql) throws SQLException {
        return rows(sql, row -> row.getString(1));
    }

    private <T> List<T> rows(String sql, RowReader<T> reader) throws SQLException {
        return run(statement -> {
            List<T> all = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
            }
            return all;
        });
    }

    /** Uses a statement on a thread of its own, because the engine does not heed an interrupt. */
    private <T> T run(Work<T> work) throws SQLException {
        try (Connection own = database.connect();
                Statement statement = own.createStatement()) {
            FutureTask<T> running = new FutureTask<>(() -> work.use(statement));
            Thread worker = new Thread(running, "sluice-query");
            worker.setDaemon(true);
            worker.start();
            return await(running, statement, worker);
        }
    }

    private static <T> T await(FutureTask<T> running, Statement statement, Thread worker) throws SQLException {
        try {
            // The task's own get() answers without a look at the interrupt when the work is done already.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return running.get();
        } catch (InterruptedException e) {
            cancel(statement, worker);
            Thread.currentThread().interrupt();
            throw HostFailure.RUN_STOPPED.exception();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failed) {
                throw failed;
            }
            if (e.getCause() instanceof HostException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Once may be too early: the engine forgets it if the statement has not begun. */
    private static void cancel(Statement statement, Thread worker) throws SQLException {
        for (int i = 0; i < CANCELS && worker.isAlive(); i++) {
            statement.cancel();
            try {
                worker.join(CANCEL_MILLIS);
            } catch (InterruptedException e) {
                // The wish to stop is being followed.
            }
        }
    }

    /** Quotes a text as an SQL literal. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Quotes a name as an SQL identifier. */
    static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public void close() {
        database.close();
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // The operating system cleans its temporary directory.
        }
    }

    private interface Work<T> {
        T use(Statement statement) throws SQLException;
    }

    private interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface Opening {
        DuckDb open(Path spill) throws SQLException;
    }
}
