package dev.sluice.source.parquet.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import shaded.parquet.org.apache.thrift.TConfiguration;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TProtocol;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;
import shaded.parquet.org.apache.thrift.transport.TTransportException;

/**
 * A part of a file; each reads at places of its own. Every column of a row group has one, of which there may be thousands: what is kept
 * suffices for the header of a page, and longer reads go around it. For one thread.
 */
final class Section extends InputStream {
    private static final int KEPT_BYTES = 256;
    // The channel reads through a copy outside the heap, which is as long as one read.
    private static final int MAX_READ_BYTES = 1 << 20;

    private final FileChannel file;
    private final long end;
    private final ByteBuffer kept = ByteBuffer.allocate(KEPT_BYTES).limit(0);
    private long position;

    Section(FileChannel file, long start, long end) {
        this.file = file;
        this.position = start;
        this.end = end;
    }

    /** Reads what Thrift has written, and believes no length in it that goes beyond this part. */
    TProtocol protocol() throws TTransportException {
        TConfiguration limits = TConfiguration.custom()
                .setMaxMessageSize((int) Math.min(left(), TConfiguration.DEFAULT_MAX_MESSAGE_SIZE))
                .build();
        return new TCompactProtocol(new TIOStreamTransport(limits, this));
    }

    /** The next bytes. */
    byte[] take(int length) {
        if (length > left()) {
            throw new Damage("a page ends too early");
        }
        byte[] bytes = new byte[length];
        try {
            if (readNBytes(bytes, 0, length) < length) {
                throw new Damage("a page ends too early");
            }
        } catch (IOException e) {
            throw new Damage("the file could not be read further");
        }
        return bytes;
    }

    private long left() {
        return Math.max(0, end - position) + kept.remaining();
    }

    @Override
    public int read() throws IOException {
        return fill() ? kept.get() & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!kept.hasRemaining() && length >= KEPT_BYTES) {
            return read(ByteBuffer.wrap(target, offset, Math.min(length, MAX_READ_BYTES)));
        }
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, kept.remaining());
        kept.get(target, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        if (!kept.hasRemaining()) {
            read(kept.clear());
            kept.flip();
        }
        return kept.hasRemaining();
    }

    /** Reads at the place where this is; -1 at the end. */
    private int read(ByteBuffer target) throws IOException {
        if (position >= end) {
            return -1;
        }
        target.limit((int) Math.min(target.limit(), target.position() + (end - position)));
        int count = file.read(target, position);
        position += Math.max(0, count);
        return count;
    }
}
