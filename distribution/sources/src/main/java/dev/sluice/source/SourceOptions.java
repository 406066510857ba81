package dev.sluice.source;

import dev.sluice.spi.FieldType;
import java.util.Map;
import java.util.Optional;

/** How a source is read. Immutable; each method that begins with {@code with} gives other options. */
public final class SourceOptions {
    /** The format that the name says, text columns, rows of up to 16 MiB, streams that are read once. */
    public static final SourceOptions DEFAULT =
            new SourceOptions(Optional.empty(), Map.of(), false, Optional.empty(), false, 16 << 20);

    private static final int LEAST_ROW_BYTES = 1024;

    private final Optional<FileFormat> format;
    private final Map<String, FieldType> types;
    private final boolean findTypes;
    private final Optional<Boolean> quotes;
    private final boolean keepStreams;
    private final int maxRowBytes;

    private SourceOptions(
            Optional<FileFormat> format,
            Map<String, FieldType> types,
            boolean findTypes,
            Optional<Boolean> quotes,
            boolean keepStreams,
            int maxRowBytes) {
        this.format = format;
        this.types = Map.copyOf(types);
        this.findTypes = findTypes;
        this.quotes = quotes;
        this.keepStreams = keepStreams;
        this.maxRowBytes = maxRowBytes;
    }

    /** The format of the files; empty: the one that the name of each says. */
    public Optional<FileFormat> format() {
        return format;
    }

    /** See {@link #format()}. */
    public SourceOptions withFormat(FileFormat other) {
        return new SourceOptions(Optional.of(other), types, findTypes, quotes, keepStreams, maxRowBytes);
    }

    /**
     * Types of columns by name, in the canonical text of {@link FieldType}. Every other column is text in CSV and TSV, and has the type of its
     * values in NDJSON and JSON.
     */
    public Map<String, FieldType> types() {
        return types;
    }

    /** See {@link #types()}. */
    public SourceOptions withTypes(Map<String, FieldType> other) {
        return new SourceOptions(format, other, findTypes, quotes, keepStreams, maxRowBytes);
    }

    /** Whether the types of CSV and TSV columns are to be found out: every row is read once more before. */
    public boolean findTypes() {
        return findTypes;
    }

    /** See {@link #findTypes()}. */
    public SourceOptions withFindTypes(boolean wanted) {
        return new SourceOptions(format, types, wanted, quotes, keepStreams, maxRowBytes);
    }

    /** Whether quotes enclose a field of CSV or TSV; empty: in CSV they do, in TSV they are text. */
    public Optional<Boolean> quotes() {
        return quotes;
    }

    /** See {@link #quotes()}. */
    public SourceOptions withQuotes(boolean wanted) {
        return new SourceOptions(format, types, findTypes, Optional.of(wanted), keepStreams, maxRowBytes);
    }

    /** Whether the standard input and pipes are kept in a temporary file, so that they can be read again, as a mirror does. */
    public boolean keepStreams() {
        return keepStreams;
    }

    /** See {@link #keepStreams()}. */
    public SourceOptions withKeepStreams(boolean wanted) {
        return new SourceOptions(format, types, findTypes, quotes, wanted, maxRowBytes);
    }

    /** The maximum length of a row of a text format, in bytes; longer rows are unreadable. */
    public int maxRowBytes() {
        return maxRowBytes;
    }

    /**
     * See {@link #maxRowBytes()}.
     *
     * @throws IllegalArgumentException if it is below 1024
     */
    public SourceOptions withMaxRowBytes(int bytes) {
        if (bytes < LEAST_ROW_BYTES) {
            throw new IllegalArgumentException("maxRowBytes is below " + LEAST_ROW_BYTES);
        }
        return new SourceOptions(format, types, findTypes, quotes, keepStreams, bytes);
    }
}
