package dev.sluice.source;

import dev.sluice.spi.FieldType;
import java.util.Map;
import java.util.Optional;

/**
 * How a source is read.
 *
 * @param format the file's format; if empty, the one that its name says
 * @param types types of CSV columns by name, in the canonical text of {@link FieldType}; every other column is text
 * @param maxRowBytes the maximum length of a row of a text format, in bytes; longer rows are unreadable
 */
public record SourceOptions(Optional<FileFormat> format, Map<String, FieldType> types, int maxRowBytes) {
    /** The format that the name says, text columns, rows of up to 16 MiB. */
    public static final SourceOptions DEFAULT = new SourceOptions(Optional.empty(), Map.of(), 16 << 20);

    /** @throws IllegalArgumentException if {@code maxRowBytes} is below 1024 */
    public SourceOptions {
        types = Map.copyOf(types);
        if (maxRowBytes < 1024) {
            throw new IllegalArgumentException("maxRowBytes is below 1024");
        }
    }

    /** These options with types of CSV columns. */
    public SourceOptions withTypes(Map<String, FieldType> other) {
        return new SourceOptions(format, other, maxRowBytes);
    }
}
