package dev.sluice.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads the lines of a byte stream without copying them: a line is a range of {@link #buffer()}, valid until the next call of {@link #next}.
 * Skips a byte order mark at the start. For one thread.
 */
final class LineReader {
    private final InputStream in;
    private final int maxBytes;
    private byte[] buffer;
    private int unread;
    private int end;
    private int offset;
    private int length;
    private boolean tooLong;
    private long number;

    LineReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
        this.buffer = new byte[Math.min(1 << 18, maxBytes + 1)];
    }

    /** Moves to the next line; false at the end. A line does not include its line feed, but does include a carriage return. */
    boolean next() throws IOException {
        int scanned = unread;
        tooLong = false;
        while (true) {
            for (int i = scanned; i < end; i++) {
                if (buffer[i] == '\n') {
                    return line(unread, i, i + 1);
                }
            }
            scanned = end;
            if (end - unread > maxBytes) {
                tooLong = true;
                unread = 0;
                end = 0;
                scanned = 0;
            }
            if (end == buffer.length) {
                makeRoom();
                scanned = end;
            }
            int count = in.read(buffer, end, buffer.length - end);
            if (count < 0) {
                return (end > unread || tooLong) && line(unread, end, end);
            }
            end += count;
        }
    }

    private boolean line(int from, int to, int next) {
        number++;
        offset = number == 1 && !tooLong && startsWithByteOrderMark(from, to) ? from + 3 : from;
        length = to - offset;
        tooLong |= length > maxBytes;
        unread = next;
        return true;
    }

    private void makeRoom() {
        if (unread > 0) {
            System.arraycopy(buffer, unread, buffer, 0, end - unread);
            end -= unread;
            unread = 0;
        } else {
            buffer = Arrays.copyOf(buffer, (int) Math.min((long) buffer.length * 2, maxBytes + 1L));
        }
    }

    private boolean startsWithByteOrderMark(int from, int to) {
        return to - from >= 3
                && buffer[from] == (byte) 0xEF
                && buffer[from + 1] == (byte) 0xBB
                && buffer[from + 2] == (byte) 0xBF;
    }

    byte[] buffer() {
        return buffer;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** Whether the line is longer than allowed; the buffer then holds only a part of it. */
    boolean tooLong() {
        return tooLong;
    }

    boolean isBlank() {
        for (int i = offset; i < offset + length; i++) {
            byte b = buffer[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    /** The line's number, from 1. */
    long number() {
        return number;
    }
}
