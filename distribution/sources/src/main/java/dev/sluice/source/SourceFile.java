package dev.sluice.source;

import dev.sluice.host.failure.HostException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** A file that a source reads: its fingerprint, its bytes, and how far they have been read. */
record SourceFile(Path path) {
    private static final int BUFFER_BYTES = 1 << 16;

    /** @throws HostException if there is no such file */
    static SourceFile of(Path path) {
        if (Files.isRegularFile(path)) {
            if (!Files.isReadable(path)) {
                throw SourceErrors.unreadable(path, "permission denied");
            }
            return new SourceFile(path);
        }
        throw Files.exists(path) ? SourceErrors.directory(path) : SourceErrors.missing(path);
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Changes when the size or the modification time of the file changes. */
    String fingerprint(String reading) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return path.toAbsolutePath().normalize() + "|" + attributes.size() + "|"
                    + attributes.lastModifiedTime().toInstant() + "|" + reading;
        } catch (IOException e) {
            throw SourceErrors.missing(path);
        }
    }

    /** Opens the file; decompresses it if its name ends in {@code .gz}. */
    Bytes open() {
        Counted counted = null;
        try {
            counted = new Counted(Files.newInputStream(path), Files.size(path));
            boolean packed = name().toLowerCase(Locale.ROOT).endsWith(".gz");
            // An empty file is not a valid gzip file, but it is a valid file without rows.
            InputStream stream = packed && counted.size > 0
                    ? new GZIPInputStream(new BufferedInputStream(counted, BUFFER_BYTES), BUFFER_BYTES)
                    : counted;
            return new Bytes(stream, counted);
        } catch (IOException e) {
            closeQuietly(counted);
            throw failed(e);
        }
    }

    /** An error of reading. What the JDK says of one names no content. */
    HostException failed(Exception cause) {
        Throwable told = cause instanceof UncheckedIOException && cause.getCause() != null ? cause.getCause() : cause;
        String what = told.getMessage();
        return SourceErrors.unreadable(path, what == null || what.isBlank() ? "it ends too early" : what);
    }

    private static void closeQuietly(@org.jspecify.annotations.Nullable InputStream stream) {
        if (stream != null) {
            try {
                stream.close();
            } catch (IOException e) {
                // The file was only read.
            }
        }
    }

    /** An open file. For one thread. */
    static final class Bytes implements AutoCloseable {
        private final InputStream stream;
        private final Counted counted;

        private Bytes(InputStream stream, Counted counted) {
            this.stream = stream;
            this.counted = counted;
        }

        InputStream stream() {
            return stream;
        }

        double fraction() {
            return counted.size == 0 ? 1 : Math.min(1, (double) counted.read / counted.size);
        }

        @Override
        public void close() {
            closeQuietly(stream);
        }
    }

    private static final class Counted extends FilterInputStream {
        private final long size;
        private long read;

        Counted(InputStream in, long size) {
            super(in);
            this.size = size;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            read += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            read += Math.max(0, count);
            return count;
        }
    }
}
