package dev.sluice.source;

import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A file with one JSON object per line. Blank lines are skipped. */
final class NdjsonSource implements Source {
    private final SourceFile file;
    private final int maxRowBytes;

    NdjsonSource(SourceFile file, int maxRowBytes) {
        this.file = file;
        this.maxRowBytes = maxRowBytes;
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.empty();
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    @Override
    public String fingerprint() {
        return file.fingerprint("ndjson");
    }

    @Override
    public SourceCursor open() {
        return new Cursor(file, maxRowBytes);
    }

    @Override
    public void close() {
        // Only cursors hold the file open.
    }

    private static final class Cursor implements SourceCursor {
        private static final int BATCH_ROWS = 1_024;
        // Batches of long lines are shorter, so that memory stays bounded.
        private static final int BATCH_BYTES = 8 << 20;

        private final SourceFile file;
        private final SourceFile.Bytes bytes;
        private final LineReader lines;
        private final JsonRowParser parser;
        private final int maxRowBytes;

        Cursor(SourceFile file, int maxRowBytes) {
            this.file = file;
            this.maxRowBytes = maxRowBytes;
            this.bytes = file.open();
            this.lines = new LineReader(bytes.stream(), maxRowBytes);
            this.parser = new JsonRowParser(maxRowBytes);
        }

        @Override
        public List<SourceRecord> next() {
            List<SourceRecord> batch = new ArrayList<>(BATCH_ROWS);
            long size = 0;
            try {
                while (batch.size() < BATCH_ROWS && size < BATCH_BYTES && lines.next()) {
                    if (!lines.isBlank()) {
                        size += lines.length();
                        batch.add(read());
                    }
                }
            } catch (IOException e) {
                throw file.failed(e);
            }
            return batch;
        }

        private SourceRecord read() {
            if (lines.tooLong()) {
                return new SourceRecord.Unreadable(lines.number(), SourceErrors.tooLong(maxRowBytes));
            }
            return parser.parse(lines.number(), lines.buffer(), lines.offset(), lines.length());
        }

        @Override
        public double fraction() {
            return bytes.fraction();
        }

        @Override
        public void close() {
            bytes.close();
        }
    }
}
