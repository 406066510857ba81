package dev.sluice.source.input;

import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * A stream and a temporary file of what was read of it, so that it can be read again from its beginning. Only its owner may read the file. It
 * has no name any more once it is open, where the system allows that, so a crash leaves nothing. For one thread at a time.
 */
final class Spool implements AutoCloseable {
    private final InputStream live;
    private final FileChannel file;
    private long size;
    private boolean complete;

    private Spool(InputStream live, FileChannel file) {
        this.live = live;
        this.file = file;
    }

    static Spool of(InputStream live) {
        try {
            Path directory = OwnerOnly.createTempDirectory("sluice-input-");
            try {
                return new Spool(live, OwnerOnly.openUnnamed(directory.resolve("input")));
            } finally {
                // Fails where the system keeps the name of an open file until it is closed.
                if (!directory.toFile().delete()) {
                    directory.toFile().deleteOnExit();
                }
            }
        } catch (IOException e) {
            throw unwritable();
        }
    }

    private static dev.sluice.host.failure.HostException unwritable() {
        return HostFailure.SOURCE_SPOOL_FAILED.exception();
    }

    /** The number of bytes; below 0 while the end is not reached. */
    long size() {
        return complete ? size : -1;
    }

    InputStream reader() {
        return new Reader();
    }

    @Override
    public void close() {
        try {
            file.close();
            live.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
    }

    private final class Reader extends PartStream {
        private long position;

        @Override
        int part(byte[] target, int offset, int length) throws IOException {
            int count;
            if (position < size) {
                count = file.read(ByteBuffer.wrap(target, offset, (int) Math.min(length, size - position)), position);
            } else {
                count = complete ? -1 : live.read(target, offset, length);
                if (count < 0) {
                    complete = true;
                    return -1;
                }
                keep(target, offset, count);
            }
            position += Math.max(0, count);
            return count;
        }

        private void keep(byte[] bytes, int offset, int count) {
            ByteBuffer rest = ByteBuffer.wrap(bytes, offset, count);
            try {
                while (rest.hasRemaining()) {
                    size += file.write(rest, size);
                }
            } catch (IOException e) {
                throw unwritable();
            }
        }
    }
}
