package dev.sluice.spark.support;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The local disk under the scheme {@code full}, on which no file has room for more than 100 bytes. Spark makes it by its public constructor. */
public final class FullFileSystem extends RawLocalFileSystem {
    private static final int ROOM = 100;

    /** Makes it known to Spark. @return the scheme and the authority, which an absolute path follows */
    public static String register(Configuration hadoop) {
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

    private static FSDataOutputStream limited(OutputStream disk) {
        return new FSDataOutputStream(new Limited(disk), new FileSystem.Statistics("full"));
    }

    private static final class Limited extends OutputStream {
        private final OutputStream disk;
        private int written;

        Limited(OutputStream disk) {
            this.disk = disk;
        }

        @Override
        public void write(int single) throws IOException {
            if (++written > ROOM) {
                throw new IOException("No space left on device");
            }
            disk.write(single);
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
