package dev.sluice.state;

import dev.sluice.host.change.GuardException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The file of a state, held by one run at a time. Only its owner may read it: identities are data of rows. */
final class StateFile implements AutoCloseable {
    private static final String MEMORY_LIMIT = "256MB";

    private final Path path;
    private final FileChannel lockChannel;
    private @Nullable Connection connection;

    private StateFile(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /** @throws GuardException {@code STATE_IN_USE}, {@code STATE_UNREADABLE}, {@code STATE_ENGINE_MISSING} */
    static StateFile open(Path directory, String sync) {
        Path path = directory.resolve(sync + ".duckdb");
        StateFile file = null;
        boolean open = false;
        try {
            createDirectory(directory);
            file = new StateFile(path, lock(path));
            file.connection = file.connectFirst();
            restrict(path);
            open = true;
            return file;
        } catch (IOException | SQLException e) {
            throw StateFailures.unreadable(path);
        } catch (LinkageError e) {
            throw StateFailures.engineMissing();
        } finally {
            if (file != null && !open) {
                file.close();
            }
        }
    }

    private static void createDirectory(Path directory) throws IOException {
        if (isPosix()) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static void restrict(Path path) throws IOException {
        if (isPosix()) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static boolean isPosix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    /** The operating system lets go of it when the process ends, however it ends. */
    private static FileChannel lock(Path path) throws IOException {
        Path lockPath = path.resolveSibling(path.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another run of this process has it.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw StateFailures.inUse(path);
        }
        return channel;
    }

    private Connection connectFirst() throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", MEMORY_LIMIT);
        settings.setProperty("threads", "2");
        settings.setProperty(
                "temp_directory",
                path.resolveSibling(path.getFileName() + ".spill").toString());
        return DriverManager.getConnection("jdbc:duckdb:" + path, settings);
    }

    Path path() {
        return path;
    }

    /** Another connection; the caller closes it. */
    DuckDBConnection connect() throws SQLException {
        Connection open = connection;
        if (open == null) {
            throw new SQLException("closed");
        }
        return open.unwrap(DuckDBConnection.class).duplicate();
    }

    @Override
    public void close() {
        Connection open = connection;
        connection = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            // Everything that counts was committed before.
        }
        try {
            lockChannel.close();
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }
}
