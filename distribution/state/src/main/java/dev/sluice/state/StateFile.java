package dev.sluice.state;

import dev.sluice.duckdb.DuckDb;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.file.LockFile;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.duckdb.DuckDBConnection;

/** The file of a state, held by one run at a time. Only its owner may read it: identities are values of rows. */
final class StateFile implements AutoCloseable {
    private static final String MEMORY_LIMIT = "256MB";

    private final Path path;
    private final LockFile lock;
    private final DuckDb database;

    private StateFile(Path path, LockFile lock, DuckDb database) {
        this.path = path;
        this.lock = lock;
        this.database = database;
    }

    /** @throws HostException {@code STATE_IN_USE}, {@code STATE_UNREADABLE}, {@code STATE_ENGINE_MISSING} */
    static StateFile open(Path directory, String sync) {
        Path path = directory.resolve(sync + ".duckdb");
        try {
            OwnerOnly.createDirectories(directory);
            LockFile lock = LockFile.tryLock(sibling(path, ".lock")).orElseThrow(() -> StateFailures.inUse(path));
            StateFile file = null;
            try {
                DuckDb database = DuckDb.inFile(path, sibling(path, ".spill"), MEMORY_LIMIT);
                file = new StateFile(path, lock, database);
                OwnerOnly.restrict(path);
                return file;
            } finally {
                if (file == null) {
                    lock.close();
                }
            }
        } catch (IOException | SQLException e) {
            throw StateFailures.unreadable(path);
        } catch (LinkageError e) {
            throw StateFailures.engineMissing();
        }
    }

    private static Path sibling(Path path, String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    Path path() {
        return path;
    }

    DuckDb database() {
        return database;
    }

    /** Another connection; the caller closes it. */
    DuckDBConnection connect() throws SQLException {
        return database.connect();
    }

    @Override
    public void close() {
        database.close();
        lock.close();
    }
}
