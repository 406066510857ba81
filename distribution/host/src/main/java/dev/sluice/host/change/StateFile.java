package dev.sluice.host.change;

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
            throw unreadable(path);
        } catch (LinkageError e) {
            throw new GuardException(
                    "STATE_ENGINE_MISSING",
                    "The native library of the engine that keeps the state of a mirror cannot be loaded.",
                    "See that the lib directory of this installation is whole and made for this machine, or, where the library is inside a"
                            + " jar, that the temporary directory has 100 MB of room and lets programs run.");
        } finally {
            if (file != null && !open) {
                file.close();
            }
        }
    }

    static GuardException unreadable(Path path) {
        return new GuardException(
                "STATE_UNREADABLE",
                "The state " + path + " cannot be read.",
                "See that the file is readable and whole. To begin anew remove it: every row is then written again, and records whose"
                        + " rows are gone meanwhile stay.");
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
            throw new GuardException(
                    "STATE_IN_USE",
                    "Another run uses the state " + path + ".",
                    "Wait until it has ended, or give this sync a name of its own.");
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
