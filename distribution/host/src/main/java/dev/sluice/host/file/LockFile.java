package dev.sluice.host.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A lock that one holder in all processes of this machine has. The operating system releases it when the process ends, however it ends.
 *
 * <p>On Linux a process that closes any channel of a file loses its locks on it. So what this process holds is known here, and such a file is
 * not opened a second time, neither to try nor to read.
 */
public final class LockFile implements AutoCloseable {
    /** Far behind the text, which others may then read even where a lock keeps them from the bytes that it covers. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /** The text of each file that this process holds. */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path name;
    private final RandomAccessFile file;

    private LockFile(Path name, RandomAccessFile file) {
        this.name = name;
        this.file = file;
    }

    /** Takes the lock of a file, which is created for its owner only if it is missing; empty if somebody else has it. */
    public static synchronized Optional<LockFile> tryLock(Path file) throws IOException {
        Path name = name(file);
        if (HELD.putIfAbsent(name, "") != null) {
            return Optional.empty();
        }
        RandomAccessFile opened = null;
        boolean held = false;
        try {
            opened = OwnerOnly.openForWriting(file);
            held = opened.getChannel().tryLock(LOCKED_BYTE, 1, false) != null;
            return held ? Optional.of(new LockFile(name, opened)) : Optional.empty();
        } finally {
            if (!held) {
                close(opened);
                HELD.remove(name);
            }
        }
    }

    /** Whether somebody holds the lock of a file; a file that is not there is held by nobody. */
    public static synchronized boolean isHeld(Path file) throws IOException {
        if (HELD.containsKey(name(file))) {
            return true;
        }
        // A shared lock, so that two who look at once do not take each other for the holder.
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(LOCKED_BYTE, 1, true)) {
            return lock == null;
        } catch (NoSuchFileException e) {
            return false;
        } catch (OverlappingFileLockException e) {
            // Another thread looks, or has just begun to hold it.
            return HELD.containsKey(name(file));
        }
    }

    /** The lines by which the holder of a lock tells who it is; none if it does not. */
    public static synchronized List<String> description(Path file) throws IOException {
        String own = HELD.get(name(file));
        return own == null ? Files.readAllLines(file) : own.lines().toList();
    }

    /** The same for every way to write it. */
    private static Path name(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        return folder != null && Files.exists(folder)
                ? folder.toRealPath().resolve(file.getFileName())
                : absolute.normalize();
    }

    /** Replaces the text of the file, which tells others who holds the lock. */
    public void describe(String text) throws IOException {
        file.setLength(0);
        file.seek(0);
        file.write(text.getBytes(StandardCharsets.UTF_8));
        HELD.replace(name, text);
    }

    /** Releases the lock; the file stays. Idempotent. */
    @Override
    public void close() {
        if (file.getChannel().isOpen()) {
            close(file);
            HELD.remove(name);
        }
    }

    private static void close(@Nullable RandomAccessFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }
}
