package dev.sluice.source.text.bytes;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the lines of a byte stream without copying them: a line is a range of {@link #buffer()}, valid until the next call of {@link #next}.
 * For one thread.
 */
public final class LineReader {
    private static final long LINE_FEEDS = EightBytes.of((byte) '\n');
    private static final long BACKSLASHES = EightBytes.of((byte) '\\');

    private final ByteWindow window;
    private int length;
    private long number;
    private boolean ascii;
    private boolean escapes;
    private boolean tooLong;

    /** @param maxBytes the maximum length of a line */
    public LineReader(InputStream in, int maxBytes) {
        this.window = new ByteWindow(in, maxBytes);
    }

    /** Moves to the next line; false at the end. A line does not include its line feed, but does include a carriage return. */
    public boolean next() throws IOException {
        window.begin();
        long all = 0;
        long backslashes = 0;
        boolean found = false;
        do {
            byte[] bytes = window.bytes();
            int i = window.at();
            int end = window.end();
            for (; i + Long.BYTES <= end; i += Long.BYTES) {
                long eight = EightBytes.at(bytes, i);
                if (EightBytes.zeros(eight ^ LINE_FEEDS) != 0) {
                    break;
                }
                all |= eight;
                backslashes |= EightBytes.zeros(eight ^ BACKSLASHES);
            }
            for (; i < end && bytes[i] != '\n'; i++) {
                byte one = bytes[i];
                all |= one;
                backslashes |= one == '\\' ? 1 : 0;
            }
            found = i < end;
            window.moveTo(i);
        } while (!found && window.more());
        length = window.length();
        tooLong = window.isTooLong();
        ascii = (all & EightBytes.HIGH) == 0;
        escapes = backslashes != 0;
        if (!found && length == 0 && !tooLong) {
            return false;
        }
        window.moveTo(window.at() + (found ? 1 : 0));
        number++;
        return true;
    }

    /** Where the line is. */
    public byte[] buffer() {
        return window.bytes();
    }

    /** Where it begins. */
    public int offset() {
        return window.start();
    }

    /** How many bytes it has. */
    public int length() {
        return length;
    }

    /** Whether the line has no byte above 127. */
    public boolean isAscii() {
        return ascii;
    }

    /** Whether the line has a backslash. */
    public boolean hasEscapes() {
        return escapes;
    }

    /** Whether the line is longer than allowed; the buffer then holds only a part of it. */
    public boolean tooLong() {
        return tooLong;
    }

    /** Whether there is nothing but blanks in it. */
    public boolean isBlank() {
        for (int i = offset(); i < offset() + length; i++) {
            byte b = window.bytes()[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return !tooLong;
    }

    /** The line's number, from 1. */
    public long number() {
        return number;
    }
}
