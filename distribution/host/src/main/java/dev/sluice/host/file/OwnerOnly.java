package dev.sluice.host.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories that hold values of rows, identities or secrets: only their owner may access them. Where the file system has no
 * POSIX permissions, they have those of their directory.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private OwnerOnly() {}

    /** Creates a directory and its missing parents; those that exist stay as they are. */
    public static Path createDirectories(Path directory) throws IOException {
        // Asked first, because JDK 17 refuses a link to a directory.
        return Files.isDirectory(directory)
                ? directory
                : Files.createDirectories(directory, attributes(directory, DIRECTORY));
    }

    /** Creates a directory for temporary files. */
    public static Path createTempDirectory(String prefix) throws IOException {
        // The JDK creates it for its owner only.
        return Files.createTempDirectory(prefix);
    }

    /**
     * Creates a file and opens it for writing.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public static OutputStream createFile(Path file) throws IOException {
        Files.createFile(file, attributesOfFile(file));
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), 1 << 16);
    }

    /** Takes a file from everybody else. */
    public static void restrict(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** What a file is created with. */
    static FileAttribute<?>[] attributesOfFile(Path file) {
        return attributes(file, FILE);
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
