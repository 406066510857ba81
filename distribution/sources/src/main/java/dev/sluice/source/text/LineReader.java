package dev.sluice.source.text;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the lines of a byte stream without copying them: a line is a range of {@link #buffer()}, valid until the next call of {@link #next}.
 * For one thread.
 */
final class LineReader {
    private static final long LINE_FEEDS = EightBytes.of((byte) '\n');
    private static final long BACKSLASHES = EightBytes.of((byte) '\\');

    private final ByteWindow window;
    private int at;
    private int length;
    private long number;
    private boolean ascii;
    private boolean escapes;

    LineReader(InputStream in, int maxBytes) {
        this.window = new ByteWindow(in, maxBytes);
    }

    /** Moves to the next line; false at the end. A line does not include its line feed, but does include a carriage return. */
    boolean next() throws IOException {
        window.begin(at);
        long all = 0;
        long backslashes = 0;
        while (true) {
            byte[] bytes = window.bytes;
            int i = at;
            int end = window.end;
            boolean found = false;
            for (; i + Long.BYTES <= end; i += Long.BYTES) {
                long eight = EightBytes.at(bytes, i);
                if (EightBytes.zeros(eight ^ LINE_FEEDS) != 0) {
                    break;
                }
                all |= eight;
                backslashes |= EightBytes.zeros(eight ^ BACKSLASHES);
            }
            for (; i < end; i++) {
                byte one = bytes[i];
                if (one == '\n') {
                    found = true;
                    break;
                }
                all |= one;
                backslashes |= one == '\\' ? 1 : 0;
            }
            if (!found) {
                at = window.more();
                if (at >= 0) {
                    continue;
                }
            }
            at = found ? i + 1 : window.end;
            length = (found ? i : window.end) - window.start;
            ascii = (all & EightBytes.HIGH) == 0;
            escapes = backslashes != 0;
            if (!found && length == 0 && !window.tooLong) {
                return false;
            }
            number++;
            window.tooLong |= length > window.maxBytes();
            return true;
        }
    }

    byte[] buffer() {
        return window.bytes;
    }

    int offset() {
        return window.start;
    }

    int length() {
        return length;
    }

    /** Whether the line has no byte above 127. */
    boolean isAscii() {
        return ascii;
    }

    /** Whether the line has a backslash. */
    boolean hasEscapes() {
        return escapes;
    }

    /** Whether the line is longer than allowed; the buffer then holds only a part of it. */
    boolean tooLong() {
        return window.tooLong;
    }

    boolean isBlank() {
        for (int i = offset(); i < offset() + length; i++) {
            byte b = window.bytes[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return !window.tooLong;
    }

    /** The line's number, from 1. */
    long number() {
        return number;
    }
}
