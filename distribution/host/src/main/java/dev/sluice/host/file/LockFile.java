package dev.sluice.host.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A lock that one holder in all processes of this machine has. The operating system releases it when the process ends, however it ends. */
public final class LockFile implements AutoCloseable {
    /** Far behind the text, which others may then read even where a lock keeps them from the bytes that it covers. */
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    private LockFile(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock of a file, which is created for its owner only if it is missing; empty if somebody else has it. */
    public static Optional<LockFile> tryLock(Path file) throws IOException {
        FileChannel channel = OwnerOnly.openForWriting(file);
        boolean held = false;
        try {
            held = lock(channel) != null;
            return held ? Optional.of(new LockFile(channel)) : Optional.empty();
        } finally {
            if (!held) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException e) {
            // This process has it.
            return null;
        }
    }

    /** Replaces the text of the file, which tells others who holds the lock. */
    public void describe(String text) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** Releases the lock; the file stays. Idempotent. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process.
        }
    }
}
