package dev.sluice.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.Source;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A file of delimited text whose first line names the columns. A column is text unless a type is given. An unquoted empty field is null, a
 * quoted one is empty text. Blank lines are skipped.
 */
final class CsvSource implements Source {
    private final SourceFile file;
    private final CsvInput.Dialect dialect;
    private final RowSchema schema;
    private final String fingerprint;

    private CsvSource(SourceFile file, CsvInput.Dialect dialect, RowSchema schema, String fingerprint) {
        this.file = file;
        this.dialect = dialect;
        this.schema = schema;
        this.fingerprint = fingerprint;
    }

    /** @throws HostException if there is no usable header */
    static CsvSource of(SourceFile file, FileFormat format, SourceOptions options) {
        CsvInput.Dialect dialect = CsvInput.dialect(file, format, options.maxRowBytes());
        List<String> names = header(file, dialect);
        for (String name : options.types().keySet()) {
            if (!names.contains(name)) {
                throw SourceErrors.typeUnknownColumn(file.path(), name, names);
            }
        }
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            if (name.isEmpty()) {
                throw SourceErrors.headerName(file.path(), fields.size() + 1);
            }
            if (fields.stream().anyMatch(field -> field.name().equals(name))) {
                throw SourceErrors.headerDuplicate(file.path().toString(), name);
            }
            if (CsvInput.isBroken(name)) {
                throw SourceErrors.headerUnreadable(file.path(), "it is not valid UTF-8");
            }
            fields.add(new Field(name, options.types().getOrDefault(name, FieldType.TEXT)));
        }
        return new CsvSource(file, dialect, RowSchema.of(fields), "csv|" + new TreeMap<>(options.types()));
    }

    private static List<String> header(SourceFile file, CsvInput.Dialect dialect) {
        try (CsvInput input = CsvInput.open(file)) {
            Iterator<CsvRecord> records =
                    dialect.reader().ofCsvRecord(input.reader()).iterator();
            if (!records.hasNext()) {
                throw SourceErrors.empty(file.path());
            }
            return List.copyOf(records.next().getFields());
        } catch (CsvParseException e) {
            throw SourceErrors.headerUnreadable(file.path(), "a quote is not closed, or it is too long");
        } catch (UncheckedIOException e) {
            throw file.failed(e);
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public Optional<RowSchema> schema() {
        return Optional.of(schema);
    }

    @Override
    public OptionalLong rowCount() {
        return OptionalLong.empty();
    }

    @Override
    public String fingerprint() {
        return file.fingerprint(fingerprint);
    }

    @Override
    public SourceCursor open() {
        return new Cursor(file, dialect, schema);
    }

    @Override
    public void close() {
        // Only cursors hold the file open.
    }

    private static final class Cursor implements SourceCursor {
        private static final int BATCH_ROWS = 1_024;
        // Batches of long rows are shorter, so that memory stays bounded.
        private static final int BATCH_CHARS = 4 << 20;

        private final SourceFile file;
        private final CsvInput input;
        private final CsvRows rows;
        private final Iterator<SourceRecord> records;

        Cursor(SourceFile file, CsvInput.Dialect dialect, RowSchema schema) {
            this.file = file;
            this.input = CsvInput.open(file);
            this.rows = new CsvRows(schema);
            CsvReader<SourceRecord> reader = dialect.reader().build(rows, input.reader());
            this.records = reader.iterator();
            if (!next(1).isEmpty()) {
                rows.beginRows();
            }
        }

        @Override
        public List<SourceRecord> next() {
            return next(BATCH_ROWS);
        }

        private List<SourceRecord> next(int most) {
            List<SourceRecord> batch = new ArrayList<>(most);
            rows.resetSize();
            try {
                while (batch.size() < most && rows.size() < BATCH_CHARS && records.hasNext()) {
                    batch.add(records.next());
                }
            } catch (CsvParseException e) {
                // The message quotes the row, so it is dropped.
                throw SourceErrors.unreadable(
                        file.path(),
                        rows.line(),
                        "the row that begins in line " + rows.line()
                                + " has quotes that do not match, or is longer than allowed");
            } catch (UncheckedIOException e) {
                throw file.failed(e);
            }
            return batch;
        }

        @Override
        public double fraction() {
            return input.fraction();
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
