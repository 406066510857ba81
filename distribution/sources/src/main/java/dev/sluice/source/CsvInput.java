package dev.sluice.source;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** An open file of delimited text, read from after a byte order mark. For one thread. */
final class CsvInput implements AutoCloseable {
    private static final int SAMPLE_BYTES = 1 << 16;
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};

    // Valid UTF-8 never decodes to half a surrogate pair, so this replacement for malformed bytes cannot be text.
    private static final char BROKEN = '\uD800';

    private final SourceFile.Bytes bytes;
    private final Reader reader;

    private CsvInput(SourceFile.Bytes bytes, Reader reader) {
        this.bytes = bytes;
        this.reader = reader;
    }

    /** The delimiter of fields, and the maximum length of a row. */
    record Dialect(char delimiter, int maxRowBytes) {
        CsvReader.CsvReaderBuilder reader() {
            return CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .quoteCharacter('"')
                    .skipEmptyLines(true)
                    // CsvRows reports each of these rows.
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .maxBufferSize(maxRowBytes);
        }
    }

    /** The dialect of a file. For CSV the delimiter is the candidate that is most frequent in the header, outside quotes. */
    static Dialect dialect(SourceFile file, FileFormat format, int maxRowBytes) {
        if (format == FileFormat.TSV) {
            return new Dialect('\t', maxRowBytes);
        }
        try (SourceFile.Bytes bytes = file.open()) {
            byte[] sample = bytes.stream().readNBytes(SAMPLE_BYTES);
            return new Dialect(mostFrequent(sample), maxRowBytes);
        } catch (IOException e) {
            throw file.failed(e);
        }
    }

    private static char mostFrequent(byte[] sample) {
        int[] counts = new int[DELIMITERS.length];
        boolean quoted = false;
        boolean begun = false;
        for (byte b : sample) {
            if (b == '"') {
                quoted = !quoted;
            } else if (!quoted && (b == '\n' || b == '\r')) {
                if (begun) {
                    break;
                }
                continue;
            } else if (!quoted) {
                for (int i = 0; i < counts.length; i++) {
                    counts[i] += b == DELIMITERS[i] ? 1 : 0;
                }
            }
            begun = true;
        }
        int best = 0;
        for (int i = 1; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return DELIMITERS[best];
    }

    static CsvInput open(SourceFile file) {
        SourceFile.Bytes bytes = file.open();
        try {
            BufferedInputStream stream = new BufferedInputStream(bytes.stream(), SAMPLE_BYTES);
            stream.mark(4);
            byte[] first = stream.readNBytes(3);
            boolean mark =
                    first.length == 3 && first[0] == (byte) 0xEF && first[1] == (byte) 0xBB && first[2] == (byte) 0xBF;
            if (!mark) {
                stream.reset();
            }
            return new CsvInput(
                    bytes,
                    new InputStreamReader(
                            stream,
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPLACE)
                                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                                    .replaceWith(String.valueOf(BROKEN))));
        } catch (IOException e) {
            bytes.close();
            throw file.failed(e);
        }
    }

    /** Whether a text was decoded from malformed UTF-8. */
    static boolean isBroken(String text) {
        return isBroken(text.toCharArray(), 0, text.length());
    }

    static boolean isBroken(char[] text, int offset, int length) {
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            if (text[i] == BROKEN && (i + 1 == end || !Character.isLowSurrogate(text[i + 1]))) {
                return true;
            }
        }
        return false;
    }

    Reader reader() {
        return reader;
    }

    double fraction() {
        return bytes.fraction();
    }

    @Override
    public void close() {
        bytes.close();
    }
}
