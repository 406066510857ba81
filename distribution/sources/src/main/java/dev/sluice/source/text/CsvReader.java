package dev.sluice.source.text;

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
    /** No byte. */
    private static final int END = Integer.MIN_VALUE;

    private final ByteWindow window;
    private final boolean quotes;
    private final boolean detected;
    private byte delimiter;
    /** Of each field where it begins, counted from the start of the row, and where it ends. */
    private int[] bounds = new int[64];

    private boolean[] quoted = new boolean[32];
    private boolean[] doubled = new boolean[32];
    private int fields;
    /** Fields beyond this number are counted and not kept. */
    private int kept = MOST_COLUMNS;

    private int at;
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
        for (int i = 0; ; i++) {
            if (i == window.end && (i >= window.maxBytes() || window.more() < 0)) {
                break;
            }
            byte one = window.bytes[i];
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
        byte[] bytes = window.bytes;
        int start = window.start;
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
        int all = 0;
        int stop;
        do {
            int index = beginField();
            if (quotes && peek() == '"') {
                at++;
                all |= quotedField(index);
            } else {
                bounds[2 * index] = at - window.start;
            }
            all |= plainBytes();
            if (!quoted[index]) {
                bounds[2 * index + 1] = at - window.start;
            }
            stop = peek();
            at += stop == END ? 0 : 1;
            fields++;
        } while (stop == delimiter);
        afterReturn = stop == '\r';
        line += stop == END ? 0 : 1;
        length = at - window.start;
        ascii = all >= 0;
        if (error == null && (window.tooLong || length > window.maxBytes())) {
            error = TextErrors.tooLong(window.maxBytes());
        }
        return true;
    }

    private boolean skipEmptyLines() throws IOException {
        while (true) {
            window.begin(at);
            int one = peek();
            if (one == END) {
                return false;
            }
            if (one == '\r' || (one == '\n' && !afterReturn)) {
                line++;
            } else if (one != '\n') {
                afterReturn = false;
                return true;
            }
            afterReturn = one == '\r';
            at++;
        }
    }

    private int beginField() {
        int index = Math.min(fields, kept);
        if (index == quoted.length) {
            bounds = Arrays.copyOf(bounds, bounds.length * 2);
            quoted = Arrays.copyOf(quoted, quoted.length * 2);
            doubled = Arrays.copyOf(doubled, doubled.length * 2);
        }
        quoted[index] = false;
        doubled[index] = false;
        return index;
    }

    /** The byte at hand; {@link #END} at the end of the text. */
    private int peek() throws IOException {
        if (at == window.end) {
            int next = window.more();
            if (next < 0) {
                at = window.end;
                return END;
            }
            at = next;
        }
        return window.bytes[at];
    }

    /** Goes to the next delimiter or line end. @return all bytes on the way, by or */
    private int plainBytes() throws IOException {
        int all = 0;
        while (true) {
            byte[] bytes = window.bytes;
            int end = window.end;
            int i = at;
            byte separator = delimiter;
            while (i < end) {
                byte one = bytes[i];
                if (one == separator || one == '\n' || one == '\r') {
                    at = i;
                    return all;
                }
                all |= one;
                i++;
            }
            at = end;
            if (peek() == END) {
                return all;
            }
        }
    }

    /** Goes behind the closing quote. @return all bytes on the way, by or */
    private int quotedField(int index) throws IOException {
        quoted[index] = true;
        bounds[2 * index] = at - window.start;
        int all = 0;
        boolean wasReturn = false;
        while (true) {
            byte[] bytes = window.bytes;
            int end = window.end;
            int i = at;
            byte one = 0;
            for (; i < end && one != '"'; i++) {
                one = bytes[i];
                if (one == '\r' || (one == '\n' && !wasReturn)) {
                    line++;
                }
                wasReturn = one == '\r';
                all |= one;
            }
            at = i;
            if (one == '"') {
                bounds[2 * index + 1] = at - 1 - window.start;
                int next = peek();
                if (next != '"') {
                    if (next != END && next != delimiter && next != '\n' && next != '\r' && error == null) {
                        error = TextErrors.afterQuote();
                        broken = index;
                    }
                    return all;
                }
                doubled[index] = true;
                at++;
            } else if (peek() == END) {
                bounds[2 * index + 1] = at - window.start;
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
        return bounds[2 * index] == bounds[2 * index + 1] && !quoted[index];
    }

    /** The text of a field; null if it is not valid UTF-8. To be asked once, and of a row without error. */
    @Nullable
    String text(int index) {
        byte[] bytes = window.bytes;
        int from = window.start + bounds[2 * index];
        int to = window.start + bounds[2 * index + 1];
        if (doubled[index]) {
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
