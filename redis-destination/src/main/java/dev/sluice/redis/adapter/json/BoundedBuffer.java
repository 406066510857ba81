package dev.sluice.redis.adapter.json;

import java.io.OutputStream;
import java.util.Arrays;

/** A byte buffer with a limit, which is reused for each row. */
final class BoundedBuffer extends OutputStream {
    /** A buffer that has become larger than this is not kept for the next row. */
    private static final int KEPT = 1 << 20;

    private static final int INITIAL = 1 << 10;

    private final int limit;
    private byte[] bytes = new byte[INITIAL];
    private int size;

    BoundedBuffer(int limit) {
        this.limit = limit;
    }

    /** There are more bytes than the limit. Has no stack trace. */
    static final class Overflow extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overflow() {
            super("over the limit", null, false, false);
        }
    }

    @Override
    public void write(int b) {
        reserve(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    void reset() {
        size = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[INITIAL];
        }
    }

    private void reserve(int length) {
        if (length > limit - size) {
            throw new Overflow();
        }
        if (length > bytes.length - size) {
            long doubled = Math.max(bytes.length * 2L, size + (long) length);
            bytes = Arrays.copyOf(bytes, (int) Math.min(doubled, limit));
        }
    }
}
