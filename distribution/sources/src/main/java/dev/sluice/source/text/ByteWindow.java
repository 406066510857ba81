package dev.sluice.source.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes of the row that is being read, and those read ahead, so that no row is copied. A row that is longer than allowed is dropped as it
 * is read, and memory stays bounded. For one thread.
 */
final class ByteWindow {
    private static final int FIRST_BYTES = 1 << 18;
    /** What stays in the processor's cache until it is split into rows. */
    private static final int MOST_AT_ONCE = 1 << 16;
    /** What a read may need room for: one character. */
    private static final int LEAST_ROOM = 4;

    private final InputStream in;
    private final int maxBytes;
    /** Valid from {@link #start} to {@link #end}. */
    byte[] bytes;
    /** Where the row begins. */
    int start;

    int end;
    /** Whether a part of the row was dropped. */
    boolean tooLong;

    ByteWindow(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.bytes = new byte[Math.min(FIRST_BYTES, maxBytes + 2 * LEAST_ROOM)];
    }

    int maxBytes() {
        return maxBytes;
    }

    /** Begins a row. */
    void begin(int at) {
        start = at;
        tooLong = false;
    }

    /**
     * Reads more bytes behind the last, which may move the row: what is known of it counts from {@link #start}.
     *
     * @return the position of the first of them; below 0 at the end of the stream
     */
    int more() throws IOException {
        if (end - start > maxBytes) {
            tooLong = true;
            end = start;
        }
        if (bytes.length - end < LEAST_ROOM) {
            if (start > 0) {
                System.arraycopy(bytes, start, bytes, 0, end - start);
                end -= start;
                start = 0;
            } else {
                bytes = Arrays.copyOf(bytes, (int) Math.min(bytes.length * 2L, maxBytes + 2L * LEAST_ROOM));
            }
        }
        int count = in.read(bytes, end, Math.min(bytes.length - end, MOST_AT_ONCE));
        if (count <= 0) {
            return -1;
        }
        end += count;
        return end - count;
    }
}
