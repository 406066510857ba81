package dev.sluice.source.jdbc.spool;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query in a temporary file, so that they can be read again and the query need not wait for a slow reader: rows are read while
 * others are still added. Only its owner may read the file. It has no name any more once it is open, where the system allows that, so a crash
 * leaves nothing. One thread adds rows; each reader is for one thread.
 */
public final class RowSpool implements AutoCloseable {
    private static final int BUFFER = 1 << 17;
    /** Stands for a row that is not in the file. */
    private static final byte[] LEFT_OUT = {};

    private final FileChannel file;
    private final ByteBuffer adding = ByteBuffer.allocate(BUFFER);
    private long rows;
    // Guarded by this.
    private long written;
    private boolean complete;
    private @Nullable RuntimeException failure;

    private RowSpool(FileChannel file) {
        this.file = file;
    }

    /** @throws HostException {@code SOURCE_SPOOL_FAILED} */
    public static RowSpool create() {
        try {
            Path directory = OwnerOnly.createTempDirectory("sluice-query-");
            try {
                return new RowSpool(OwnerOnly.openUnnamed(directory.resolve("rows")));
            } finally {
                // Fails where the system keeps the name of an open file until it is closed.
                if (!directory.toFile().delete()) {
                    directory.toFile().deleteOnExit();
                }
            }
        } catch (IOException e) {
            throw failed();
        }
    }

    /** Adds a row. */
    public void add(byte[] row) {
        putNumber(row.length);
        if (adding.remaining() >= row.length) {
            adding.put(row);
        } else {
            flush();
            write(ByteBuffer.wrap(row));
        }
        rows++;
    }

    /** Leaves out the rows that come next, up to this position; a reader is told of each. */
    public void leaveOutTo(long ordinal) {
        while (rows < ordinal) {
            int some = (int) Math.min(ordinal - rows, Integer.MAX_VALUE);
            putNumber(-some);
            rows += some;
        }
    }

    /** Whether what a {@link Reader} gives is no row, but stands for one that was left out. */
    @SuppressWarnings("ReferenceEquality") // a row may have no bytes
    public static boolean isLeftOut(byte[] row) {
        return row == LEFT_OUT;
    }

    private void putNumber(int number) {
        if (adding.remaining() < Integer.BYTES) {
            flush();
        }
        adding.putInt(number);
    }

    private void flush() {
        adding.flip();
        write(adding);
        adding.clear();
    }

    private void write(ByteBuffer bytes) {
        long end = written;
        try {
            while (bytes.hasRemaining()) {
                end += file.write(bytes, end);
            }
        } catch (IOException e) {
            throw failed();
        }
        synchronized (this) {
            written = end;
            notifyAll();
        }
    }

    /** To be called after the last row. */
    public void complete() {
        flush();
        synchronized (this) {
            complete = true;
            notifyAll();
        }
    }

    /** There will be no further row, for this reason. */
    public synchronized void fail(RuntimeException reason) {
        failure = reason;
        notifyAll();
    }

    /** How many rows there are; empty until all are added. */
    public synchronized OptionalLong rows() {
        return complete ? OptionalLong.of(rows) : OptionalLong.empty();
    }

    /** Waits until there are more bytes than these, and returns how many there are. An interrupt is left to whoever ends the query for it. */
    private synchronized long awaitMore(long than) {
        boolean interrupted = false;
        while (written <= than && !complete && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (written <= than && failure != null) {
            throw failure;
        }
        return written;
    }

    /** A pass over the rows. */
    public Reader reader() {
        return new Reader();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
        fail(HostFailure.SOURCE_CLOSED.exception("The query is closed."));
    }

    private static HostException failed() {
        return HostFailure.SOURCE_SPOOL_FAILED.exception(
                "The temporary file in which the rows of the query are kept cannot be written or read.");
    }

    /** One pass over the rows. For one thread. */
    public final class Reader {
        private ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
        private long position;
        private long available;
        private int leftOut;

        private Reader() {}

        /**
         * The next row, or what stands for one that was {@link #isLeftOut left out}; null after the last one.
         *
         * @throws HostException {@code SOURCE_SPOOL_FAILED}; why the query could be read no further
         */
        public byte @Nullable [] next() {
            if (leftOut > 0) {
                leftOut--;
                return LEFT_OUT;
            }
            if (!require(Integer.BYTES)) {
                return null;
            }
            int length = buffer.getInt();
            if (length < 0) {
                leftOut = -length - 1;
                return LEFT_OUT;
            }
            byte[] row = new byte[length];
            int buffered = Math.min(row.length, buffer.remaining());
            buffer.get(row, 0, buffered);
            if (buffered < row.length) {
                ByteBuffer rest = ByteBuffer.wrap(row, buffered, row.length - buffered);
                while (rest.hasRemaining()) {
                    readInto(rest);
                }
            }
            return row;
        }

        /** Has so many bytes in the buffer; false at the end. */
        private boolean require(int bytes) {
            while (buffer.remaining() < bytes) {
                buffer.compact();
                boolean more = readInto(buffer);
                buffer.flip();
                if (!more) {
                    return false;
                }
            }
            return true;
        }

        private boolean readInto(ByteBuffer target) {
            if (available == position) {
                available = awaitMore(position);
            }
            if (available == position) {
                return false;
            }
            int limit = target.limit();
            target.limit((int) Math.min(limit, target.position() + available - position));
            try {
                int count = file.read(target, position);
                if (count < 0) {
                    throw failed();
                }
                position += count;
                return true;
            } catch (IOException e) {
                throw failed();
            } finally {
                target.limit(limit);
            }
        }
    }
}
