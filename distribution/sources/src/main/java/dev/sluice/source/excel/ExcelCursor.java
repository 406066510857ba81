package dev.sluice.source.excel;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;

/** One pass over the rows of a sheet. For one thread. */
final class ExcelCursor implements SourceCursor {
    private static final int ROWS = 1_000;
    private static final Pattern STYLES = Pattern.compile("(?i).*styles[^/]*\\.xml");

    private final Path file;
    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final CellValues values;
    private final List<String> columns;
    private final Map<List<FieldType>, RowSchema> schemas = new HashMap<>();

    /** Opens the file and reads the header. */
    ExcelCursor(Path file) {
        this.file = file;
        ReadableWorkbook opened = null;
        boolean ready = false;
        try {
            opened = new ReadableWorkbook(file.toFile(), new ReadingOptions(hasStyles(file), false));
            this.workbook = opened;
            this.values = new CellValues(opened.isDate1904());
            this.stream = opened.getFirstSheet().openStream();
            this.rows = stream.iterator();
            this.columns = header();
            ready = true;
        } catch (IOException e) {
            throw ExcelErrors.unreadable(file);
        } catch (RuntimeException e) {
            throw told(e);
        } finally {
            if (!ready && opened != null) {
                close(opened);
            }
        }
    }

    /** Without any, no number is a date; the library would not open the workbook to look for them. */
    private static boolean hasStyles(Path file) throws IOException {
        try (ZipFile parts = new ZipFile(file.toFile())) {
            return parts.stream()
                    .anyMatch(part -> STYLES.matcher(part.getName()).matches());
        }
    }

    /** What the library does not declare tells that the file is damaged. */
    private RuntimeException told(RuntimeException thrown) {
        return thrown instanceof HostException ? thrown : ExcelErrors.unreadable(file);
    }

    private List<String> header() {
        while (rows.hasNext()) {
            List<String> names = names(rows.next());
            if (!names.isEmpty()) {
                return names;
            }
        }
        throw ExcelErrors.headerless(file);
    }

    private List<String> names(Row row) {
        List<String> names = new ArrayList<>();
        Set<String> met = new HashSet<>();
        int last = -1;
        for (int i = 0; i < row.getCellCount(); i++) {
            Cell cell = row.getCell(i);
            String text = cell == null ? "" : cell.getText();
            if (!text.isEmpty()) {
                last = i;
            }
            String name = text.isEmpty() ? "column_" + (i + 1) : text;
            if (!met.add(name)) {
                throw ExcelErrors.duplicate(file, name);
            }
            names.add(name);
        }
        return names.subList(0, last + 1);
    }

    @Override
    public List<SourceRecord> next() {
        List<SourceRecord> records = new ArrayList<>();
        try {
            while (records.size() < ROWS && rows.hasNext()) {
                SourceRecord record = record(rows.next());
                if (record != null) {
                    records.add(record);
                }
            }
        } catch (RuntimeException e) {
            throw told(e);
        }
        return records;
    }

    /** The record of a row; null if every cell is empty. */
    private @Nullable SourceRecord record(Row row) {
        int width = columns.size();
        @Nullable Object[] read = new @Nullable Object[width];
        List<FieldType> types = new ArrayList<>(width);
        Unfit unfit = null;
        int unfitAt = 0;
        boolean empty = true;
        boolean outside = false;
        for (int i = 0; i < Math.max(width, row.getCellCount()); i++) {
            Cell cell = i < row.getCellCount() ? row.getCell(i) : null;
            Object value = cell == null ? null : values.read(cell);
            empty &= value == null;
            if (i >= width) {
                outside |= value != null;
                continue;
            }
            read[i] = value;
            types.add(CellValues.typeOf(value));
            if (unfit == null && value instanceof Unfit first) {
                unfit = first;
                unfitAt = i;
            }
        }
        if (empty) {
            return null;
        }
        RowSchema schema = schemas.computeIfAbsent(types, this::schema);
        if (unfit != null) {
            return new SourceRecord.Unreadable(
                    row.getRowNum(), unfit.error(columns.get(unfitAt), types.get(unfitAt)), Rest.of(schema, read));
        }
        return outside
                ? new SourceRecord.Unreadable(row.getRowNum(), ExcelErrors.outside(), Rest.of(schema, read))
                : new SourceRecord.Intact(row.getRowNum(), dev.sluice.spi.Row.of(schema, read));
    }

    private RowSchema schema(List<FieldType> types) {
        List<Field> fields = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            fields.add(new Field(columns.get(i), types.get(i)));
        }
        return RowSchema.of(fields);
    }

    @Override
    public double fraction() {
        return -1;
    }

    @Override
    public void close() {
        stream.close();
        close(workbook);
    }

    private static void close(ReadableWorkbook workbook) {
        try {
            workbook.close();
        } catch (IOException e) {
            // It was open for reading.
        }
    }
}
