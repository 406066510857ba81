package dev.sluice.spark.support;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code full}, on which no file has room for more than some bytes, and which says so as Hadoop does of the local disk.
 * Spark makes it by its public constructor.
 */
public final class FullFileSystem extends RawLocalFileSystem {
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static volatile int room;

    /**
     * Makes it known to Spark.
     *
     * @param bytes that each file has room for
     * @return the scheme and the authority, which an absolute path follows
     */
    public static String register(Configuration hadoop, int bytes) {
        room = bytes;
        hadoop.set("fs.full.impl", FullFileSystem.class.getName());
        return "full://disk";
    }

    @Override
    public URI getUri() {
        return URI.create("full://disk");
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int buffer,
            short replication,
            long block,
            Progressable progress)
            throws IOException {
        return limited(super.create(file, permission, overwrite, buffer, replication, block, progress));
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int buffer, short replication, long block, Progressable progress)
            throws IOException {
        return limited(super.create(file, overwrite, buffer, replication, block, progress));
    }

    /** How many files are open. */
    public static int open() {
        return OPEN.get();
    }

    private static FSDataOutputStream limited(OutputStream disk) {
        return new FSDataOutputStream(new Limited(disk), new FileSystem.Statistics("full"));
    }

    /** Hadoop keeps its constructor to itself. */
    private static FSError full() {
        try {
            Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
            constructor.setAccessible(true);
            return constructor.newInstance(new IOException("No space left on device"));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Limited extends OutputStream {
        private final OutputStream disk;
        private int written;
        private boolean closed;

        Limited(OutputStream disk) {
            this.disk = disk;
            OPEN.incrementAndGet();
        }

        @Override
        public void write(int single) throws IOException {
            if (++written > room) {
                throw full();
            }
            disk.write(single);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                OPEN.decrementAndGet();
                disk.close();
            }
        }
    }
}
