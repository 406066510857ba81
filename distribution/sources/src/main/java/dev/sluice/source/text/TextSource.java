package dev.sluice.source.text;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.source.input.Input;
import dev.sluice.source.input.Text;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows of a text. */
public final class TextSource implements Source {
    private final Input input;
    private final Optional<RowSchema> schema;
    private final String reading;
    private final Opening opening;
    /** What was opened to read the header: the first pass goes on with it, so that a stream need not be read twice. */
    private @Nullable Opened first;

    private TextSource(
            Input input, Optional<RowSchema> schema, String reading, Opening opening, @Nullable Opened first) {
        this.input = input;
        this.schema = schema;
        this.reading = reading;
        this.opening = opening;
        this.first = first;
    }

    /** One JSON object a line. */
    public static TextSource ndjson(Input input, Map<String, FieldType> types, int maxRowBytes) {
        return json(input, "ndjson", types, (text, wanted) -> {
            return new JsonLines(text.stream(), new JsonRowParser(maxRowBytes, types), maxRowBytes);
        });
    }

    /** Arrays of JSON objects, or objects one behind the other. */
    public static TextSource json(Input input, Map<String, FieldType> types, int maxRowBytes) {
        return json(input, "json", types, (text, wanted) -> {
            return new JsonElements(text.stream(), new JsonRowParser(maxRowBytes, types), maxRowBytes);
        });
    }

    private static TextSource json(Input input, String format, Map<String, FieldType> types, Opening opening) {
        return new TextSource(input, Optional.empty(), format + "|" + new TreeMap<>(types), opening, null);
    }

    /**
     * Delimited text whose first line names the columns.
     *
     * @throws HostException if there is no usable header
     */
    public static TextSource csv(Input input, CsvFormat format) {
        Text text = input.open();
        boolean open = false;
        try {
            CsvReader reader = format.reader(text);
            RowSchema schema = CsvHeader.read(input.name(), reader, format);
            Opening opening = (again, wanted) -> {
                CsvReader behindHeader = format.reader(again);
                behindHeader.header();
                return new CsvRows(behindHeader, schema, wanted);
            };
            Opened first = new Opened(text, wanted -> new CsvRows(reader, schema, wanted));
            open = true;
            return new TextSource(input, Optional.of(schema), format.toString(), opening, first);
        } catch (IOException e) {
            throw input.failed(e);
        } finally {
            if (!open) {
                text.close();
            }
        }
    }

    private interface Opening {
        Rows open(Text text, Predicate<String> wanted) throws IOException;
    }

    private record Opened(Text text, Function<Predicate<String>, Rows> rows) {}

    @Override
    public String name() {
        return input.label();
    }

    @Override
    public Optional<RowSchema> schema() {
        return schema;
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    @Override
    public String fingerprint() {
        return input.fingerprint() + "|" + reading;
    }

    @Override
    public SourceCursor open() {
        return open(name -> true);
    }

    @Override
    public synchronized SourceCursor open(Predicate<String> wanted) {
        Opened opened = first;
        first = null;
        if (opened != null) {
            return new Cursor(input, opened.text(), opened.rows().apply(wanted));
        }
        Text text = input.open();
        try {
            return new Cursor(input, text, opening.open(text, wanted));
        } catch (IOException e) {
            text.close();
            throw input.failed(e);
        }
    }

    @Override
    public void interrupt() {
        input.interrupt();
    }

    @Override
    public synchronized void close() {
        Opened opened = first;
        first = null;
        if (opened != null) {
            opened.text().close();
        }
        input.close();
    }

    private static final class Cursor implements SourceCursor {
        private static final int BATCH_ROWS = 1_024;
        // Batches of long rows are shorter, so that memory stays bounded.
        private static final int BATCH_BYTES = 4 << 20;

        private final Input input;
        private final Text text;
        private final Rows rows;

        Cursor(Input input, Text text, Rows rows) {
            this.input = input;
            this.text = text;
            this.rows = rows;
        }

        @Override
        public List<SourceRecord> next() {
            List<SourceRecord> batch = new ArrayList<>(BATCH_ROWS);
            long size = 0;
            try {
                while (batch.size() < BATCH_ROWS && size < BATCH_BYTES) {
                    SourceRecord row = rows.next();
                    if (row == null) {
                        break;
                    }
                    batch.add(row);
                    size += rows.size();
                }
            } catch (IOException e) {
                throw input.failed(e);
            }
            return batch;
        }

        @Override
        public double fraction() {
            return text.fraction();
        }

        @Override
        public void close() {
            text.close();
        }
    }
}
