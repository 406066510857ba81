package dev.sluice.source.text.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The bytes of the row that is being read, and those read ahead, so that no row is copied. A row that is longer than allowed is dropped as it
 * is read, and memory stays bounded. For one thread.
 */
public final class ByteWindow {
    /** No byte. */
    public static final int END = Integer.MIN_VALUE;

    private static final int FIRST_BYTES = 1 << 18;
    /** What stays in the processor's cache until it is split into rows. */
    private static final int MOST_AT_ONCE = 1 << 16;
    /** What a read may need room for: one character. */
    private static final int LEAST_ROOM = 4;

    private final InputStream in;
    private final int maxBytes;
    private byte[] bytes;
    private int start;
    private int at;
    private int end;
    private boolean tooLong;

    /** @param maxBytes the maximum length of a row */
    public ByteWindow(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.bytes = new byte[Math.min(FIRST_BYTES, maxBytes + 2 * LEAST_ROOM)];
    }

    /** Those from {@link #start} to {@link #end} are of the row or behind it; another array after {@link #peek} or {@link #more}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where the row begins. {@link #peek} and {@link #more} may move it: what is known of the row counts from here. */
    public int start() {
        return start;
    }

    /** Where the bytes that are read end. */
    public int end() {
        return end;
    }

    /** The position at hand. */
    public int at() {
        return at;
    }

    /** @param position from {@link #start} to {@link #end} */
    public void moveTo(int position) {
        at = position;
    }

    /** Goes behind the byte at hand. */
    public void step() {
        at++;
    }

    /** How many bytes the row has until the position at hand, or what was kept of it. */
    public int length() {
        return at - start;
    }

    /** The maximum length of a row. */
    public int maxBytes() {
        return maxBytes;
    }

    /** Whether the row is longer than allowed; then only a part of it may be here. */
    public boolean isTooLong() {
        return tooLong || at - start > maxBytes;
    }

    /** Begins a row at the position at hand. */
    public void begin() {
        start = at;
        tooLong = false;
    }

    /** The byte at hand; {@link #END} at the end of the text. */
    public int peek() throws IOException {
        return at < end || more() ? bytes[at] : END;
    }

    /** Reads more bytes behind the last, and goes to the first of them; false if there are none. */
    public boolean more() throws IOException {
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
        at = end;
        int count = in.read(bytes, end, Math.min(bytes.length - end, MOST_AT_ONCE));
        end += Math.max(0, count);
        return count > 0;
    }
}
