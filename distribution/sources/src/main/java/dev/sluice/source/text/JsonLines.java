package dev.sluice.source.text;

import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.text.bytes.LineReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Rows of a text with one JSON object a line. Blank lines are skipped. For one thread. */
final class JsonLines implements Rows {
    private final LineReader lines;
    private final JsonRowParser parser;
    private final int maxBytes;

    JsonLines(InputStream in, JsonRowParser parser, int maxBytes) {
        this.lines = new LineReader(in, maxBytes);
        this.parser = parser;
        this.maxBytes = maxBytes;
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        do {
            if (!lines.next()) {
                return null;
            }
        } while (lines.isBlank());
        if (lines.tooLong()) {
            return new SourceRecord.Unreadable(lines.number(), TextErrors.tooLong(maxBytes));
        }
        return parser.parse(
                lines.number(), lines.buffer(), lines.offset(), lines.length(), lines.isAscii(), lines.hasEscapes());
    }

    @Override
    public int size() {
        return lines.length();
    }
}
