package dev.sluice.source.text;

import dev.sluice.source.input.Text;
import dev.sluice.spi.FieldType;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * How delimited text is read.
 *
 * @param delimiter between fields; 0 if it is to be found in the header
 * @param quotes whether quotes enclose a field
 * @param types of columns by name; every other one is text
 * @param maxRowBytes the maximum length of a row; longer ones cannot be read
 */
public record CsvFormat(char delimiter, boolean quotes, Map<String, FieldType> types, int maxRowBytes) {
    /** A format whose types are sorted, so that equal ones look equal. */
    public CsvFormat {
        types = new TreeMap<>(types);
    }

    CsvFormat with(Map<String, FieldType> other) {
        return new CsvFormat(delimiter, quotes, other, maxRowBytes);
    }

    CsvReader reader(Text text) throws IOException {
        return new CsvReader(text.stream(), delimiter, quotes, maxRowBytes);
    }
}
