package dev.sluice.source.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts the bytes that are read of a stream. */
final class Counted extends FilterInputStream {
    private final long size;
    private long read;

    /** @param size how many there are; below 0 if that is not known */
    Counted(InputStream in, long size) {
        super(in);
        this.size = size;
    }

    double fraction() {
        if (size < 0) {
            return -1;
        }
        return size == 0 ? 1 : Math.min(1, (double) read / size);
    }

    /** None that can be counted on: a channel of a pipe fails when it is asked. */
    @Override
    public int available() {
        return 0;
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
