package dev.sluice.source.text;

import dev.sluice.source.text.bytes.ByteWindow;
import dev.sluice.source.text.bytes.EightBytes;
import dev.sluice.source.text.bytes.Utf8;
import dev.sluice.spi.ErrorDetail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits delimited text into rows and fields, by RFC 4180. CR, LF and both end a row, an empty line is none. Where quotes do not match, the
 * row goes on as if they did, so that it ends in its place and the next one stands. For one thread.
 */
final class CsvReader {
    /** A header has no more. */
    static final int MOST_COLUMNS = 1 << 20;

    private static final String HINT = "sep=";
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    private static final long LINE_FEEDS = EightBytes.of((byte) '\n');
    private static final long RETURNS = EightBytes.of((byte) '\r');

    private static final byte PLAIN = 0;
    /** In quotes. */
    private static final byte QUOTED = 1;
    /** In quotes, and with doubled ones in it. */
    private static final byte DOUBLED = 2;

    private final ByteWindow window;
    private final boolean quotes;
    private final boolean detected;
    private byte delimiter;
    /** Of each field where it begins, counted from the start of the row, and where it ends. */
    private int[] bounds = new int[64];

    /** Of each field {@link #PLAIN}, {@link #QUOTED} or {@link #DOUBLED}. */
    private byte[] marks = new byte[32];

    private int fields;
    /** Fields beyond this number are counted and not kept. */
    private int kept = MOST_COLUMNS;

    private int length;
    private long line = 1;
    private long firstLine;
    private boolean afterReturn;
    private boolean ascii;
    private @Nullable ErrorDetail error;
    private int broken;

    /**
     * @param delimiter 0 if it is to be found in the header: the candidate that is most frequent there, outside quotes
     * @param quotes whether quotes enclose a field
     */
    CsvReader(InputStream in, char delimiter, boolean quotes, int maxBytes) throws IOException {
        this.window = new ByteWindow(in, maxBytes);
        this.quotes = quotes;
        this.detected = delimiter == 0;
        this.delimiter = (byte) (detected ? mostFrequent() : delimiter);
    }

    private char mostFrequent() throws IOException {
        int[] counts = new int[DELIMITERS.length];
        boolean inQuotes = false;
        boolean begun = false;
        for (int one = window.peek(); one != ByteWindow.END && !window.isTooLong(); one = window.peek()) {
            window.step();
            if (one == '"' && quotes) {
                inQuotes = !inQuotes;
            } else if (!inQuotes && (one == '\n' || one == '\r')) {
                if (begun) {
                    break;
                }
                continue;
            } else if (!inQuotes) {
                for (int d = 0; d < counts.length; d++) {
                    counts[d] += one == DELIMITERS[d] ? 1 : 0;
                }
            }
            begun = true;
        }
        window.moveTo(window.start());
        int best = 0;
        for (int d = 1; d < counts.length; d++) {
            best = counts[d] > counts[best] ? d : best;
        }
        return DELIMITERS[best];
    }

    /** Moves to the first row; false if there is none. A line such as {@code sep=;}, which Excel understands, is no row and tells the delimiter. */
    boolean header() throws IOException {
        if (!next()) {
            return false;
        }
        byte[] bytes = window.bytes();
        int start = window.start();
        int end = bounds[2 * Math.min(fields, kept) - 1];
        if (!detected
                || error != null
                || end != HINT.length() + 1
                || !HINT.equals(new String(bytes, start, HINT.length(), StandardCharsets.ISO_8859_1))) {
            return true;
        }
        delimiter = bytes[start + HINT.length()];
        return next();
    }

    /** The rows that follow have so many fields, or cannot be used. */
    void expect(int columns) {
        kept = columns;
    }

    /** Moves to the next row; false at the end. */
    boolean next() throws IOException {
        fields = 0;
        error = null;
        broken = -1;
        if (!skipEmptyLines()) {
            return false;
        }
        firstLine = line;
        long all = 0;
        int stop;
        do {
            int index = beginField();
            if (quotes && window.peek() == '"') {
                window.step();
                all |= quotedField(index);
                all |= plainBytes();
            } else {
                bounds[2 * index] = window.length();
                all |= plainBytes();
                bounds[2 * index + 1] = window.length();
            }
            stop = window.peek();
            if (stop != ByteWindow.END) {
                window.step();
            }
            fields++;
        } while (stop == delimiter);
        afterReturn = stop == '\r';
        line += stop == ByteWindow.END ? 0 : 1;
        length = window.length();
        ascii = (all & EightBytes.HIGH) == 0;
        if (error == null && window.isTooLong()) {
            error = TextErrors.tooLong(window.maxBytes());
        }
        return true;
    }

    private boolean skipEmptyLines() throws IOException {
        while (true) {
            window.begin();
            int one = window.peek();
            if (one == ByteWindow.END) {
                return false;
            }
            if (one == '\r' || (one == '\n' && !afterReturn)) {
                line++;
            } else if (one != '\n') {
                afterReturn = false;
                return true;
            }
            afterReturn = one == '\r';
            window.step();
        }
    }

    private int beginField() {
        int index = Math.min(fields, kept);
        if (index == marks.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
            marks = Arrays.copyOf(marks, marks.length * 2);
        }
        marks[index] = PLAIN;
        return index;
    }

    /** Goes to the next delimiter or line end. @return all bytes on the way, by or */
    private long plainBytes() throws IOException {
        long all = 0;
        long separators = EightBytes.of(delimiter);
        while (true) {
            byte[] bytes = window.bytes();
            int end = window.end();
            int i = window.at();
            for (; i + Long.BYTES <= end; i += Long.BYTES) {
                long eight = EightBytes.at(bytes, i);
                long found = EightBytes.zeros(eight ^ separators)
                        | EightBytes.zeros(eight ^ LINE_FEEDS)
                        | EightBytes.zeros(eight ^ RETURNS);
                if (found != 0) {
                    window.moveTo(i + EightBytes.first(found));
                    return all | EightBytes.before(eight, found);
                }
                all |= eight;
            }
            for (; i < end; i++) {
                byte one = bytes[i];
                if (one == delimiter || one == '\n' || one == '\r') {
                    window.moveTo(i);
                    return all;
                }
                all |= one;
            }
            window.moveTo(end);
            if (!window.more()) {
                return all;
            }
        }
    }

    /** Goes behind the closing quote. @return all bytes on the way, by or */
    private int quotedField(int index) throws IOException {
        marks[index] = QUOTED;
        bounds[2 * index] = window.length();
        int all = 0;
        boolean wasReturn = false;
        while (true) {
            byte[] bytes = window.bytes();
            int end = window.end();
            int i = window.at();
            byte one = 0;
            for (; i < end && one != '"'; i++) {
                one = bytes[i];
                if (one == '\r' || (one == '\n' && !wasReturn)) {
                    line++;
                }
                wasReturn = one == '\r';
                all |= one;
            }
            window.moveTo(i);
            if (one == '"') {
                bounds[2 * index + 1] = window.length() - 1;
                int next = window.peek();
                if (next != '"') {
                    if (next != ByteWindow.END && next != delimiter && next != '\n' && next != '\r' && error == null) {
                        error = TextErrors.afterQuote();
                        broken = index;
                    }
                    return all;
                }
                marks[index] = DOUBLED;
                window.step();
            } else if (!window.more()) {
                bounds[2 * index + 1] = window.length();
                error = TextErrors.unclosed(line - firstLine + 1);
                return all;
            }
        }
    }

    /** Why the row cannot be used; null if it can. */
    @Nullable
    ErrorDetail error() {
        return error;
    }

    /** The field that goes on behind its closing quote, if that is the error; below 0 if not. */
    int brokenField() {
        return broken;
    }

    /** The line in which the row starts. */
    long line() {
        return firstLine;
    }

    /** The length of the row in bytes, or of what was kept of it. */
    int length() {
        return length;
    }

    /** The number of fields. */
    int fields() {
        return fields;
    }

    /** Whether a field is empty and not in quotes. */
    boolean isNull(int index) {
        return bounds[2 * index] == bounds[2 * index + 1] && marks[index] == PLAIN;
    }

    /** The text of a field; null if it is not valid UTF-8. To be asked once, and of a row without error. */
    @Nullable
    String text(int index) {
        byte[] bytes = window.bytes();
        int from = window.start() + bounds[2 * index];
        int to = window.start() + bounds[2 * index + 1];
        if (marks[index] == DOUBLED) {
            int kept = from;
            for (int i = from; i < to; i++) {
                bytes[kept++] = bytes[i];
                i += bytes[i] == '"' ? 1 : 0;
            }
            to = kept;
        }
        if (ascii) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        return Utf8.firstInvalid(bytes, from, to) < 0
                ? new String(bytes, from, to - from, StandardCharsets.UTF_8)
                : null;
    }
}
