package dev.sluice.host.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

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
        Files.createFile(file, attributes(file, FILE));
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), 1 << 16);
    }

    /**
     * Creates a file for writing and reading that has no name any more once it is open, where the system allows that, and otherwise none once
     * it is closed.
     */
    public static FileChannel openUnnamed(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE),
                attributes(file, FILE));
    }

    /** Opens a file for writing and creates it if it is missing; what it holds stays. */
    public static RandomAccessFile openForWriting(Path file) throws IOException {
        FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), attributes(file, FILE))
                .close();
        // Its own methods do not close it where a thread is interrupted, those of a channel do.
        return new RandomAccessFile(file.toFile(), "rw");
    }

    /**
     * Writes a file so that a crash leaves the whole of it or what was there before.
     *
     * @param content writes into a stream that it need not close
     */
    public static void replace(Path file, Content content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        try (OutputStream stream = createFile(next)) {
            content.writeTo(stream);
        }
        publish(next, file);
    }

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void writeTo(OutputStream stream) throws IOException;
    }

    /** Gives a file that is written its name, so that a crash leaves the whole of it or none; replaces what has the name. */
    public static void publish(Path written, Path name) throws IOException {
        restrict(written);
        force(written, StandardOpenOption.WRITE);
        Files.move(written, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path directory = name.toAbsolutePath().getParent();
        if (directory != null && isPosix(directory)) {
            force(directory, StandardOpenOption.READ);
        }
    }

    /** Whatever interrupts the thread: what was written is to be kept. */
    private static void force(Path path, StandardOpenOption option) throws IOException {
        boolean interrupted = false;
        boolean forced = false;
        try {
            while (!forced) {
                try (FileChannel channel = FileChannel.open(path, option)) {
                    channel.force(true);
                    forced = true;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Removes a directory with everything in it, and follows no link. Does nothing if there is none. */
    public static void removeRecursively(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Takes a file from everybody else. */
    public static void restrict(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
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
