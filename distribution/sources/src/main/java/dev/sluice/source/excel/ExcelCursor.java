package dev.sluice.source.excel;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.source.excel.workbook.SheetCell;
import dev.sluice.source.excel.workbook.SheetRow;
import dev.sluice.source.excel.workbook.SheetRows;
import dev.sluice.source.excel.workbook.Workbook;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/** One pass over the rows of a sheet. For one thread. */
final class ExcelCursor implements SourceCursor {
    private static final int ROWS = 1_000;

    private final Path file;
    private final Workbook workbook;
    private final SheetRows rows;
    private final CellValues values;
    private final List<String> columns;
    private final Map<List<FieldType>, RowSchema> schemas = new HashMap<>();

    /** Opens the file and reads the header. */
    ExcelCursor(Path file) {
        this.file = file;
        Workbook opened = null;
        SheetRows sheet = null;
        boolean ready = false;
        try {
            opened = new Workbook(file);
            sheet = opened.rows();
            this.workbook = opened;
            this.rows = sheet;
            this.values = new CellValues(opened.from1904());
            this.columns = header();
            ready = true;
        } catch (IOException | XMLStreamException | RuntimeException e) {
            throw told(e, sheet);
        } finally {
            if (!ready && opened != null) {
                close(opened);
            }
        }
    }

    /** What the readers of zip files and XML do not declare tells that the file is damaged. */
    private RuntimeException told(Exception thrown, @Nullable SheetRows sheet) {
        return thrown instanceof HostException known
                ? known
                : ExcelErrors.unreadable(file, sheet == null ? "" : sheet.place());
    }

    private List<String> header() throws XMLStreamException {
        for (SheetRow row = rows.next(); row != null; row = rows.next()) {
            List<String> names = names(row);
            if (!names.isEmpty()) {
                return names;
            }
        }
        throw ExcelErrors.headerless(file);
    }

    private List<String> names(SheetRow row) {
        List<String> names = new ArrayList<>();
        Set<String> met = new HashSet<>();
        int last = -1;
        for (int i = 0; i < row.cells().size(); i++) {
            SheetCell cell = row.cells().get(i);
            if (cell != null && CellValues.lacksValue(cell)) {
                throw ExcelErrors.headerWithoutValue(file, cell.address());
            }
            String text = cell == null ? "" : CellValues.name(cell);
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
            while (records.size() < ROWS) {
                SheetRow row = rows.next();
                if (row == null) {
                    break;
                }
                SourceRecord record = record(row);
                if (record != null) {
                    records.add(record);
                }
            }
        } catch (XMLStreamException | RuntimeException e) {
            throw told(e, rows);
        }
        return records;
    }

    /** The record of a row; null if every cell is empty. */
    private @Nullable SourceRecord record(SheetRow row) {
        int width = columns.size();
        @Nullable Object[] read = new @Nullable Object[width];
        List<FieldType> types = new ArrayList<>(width);
        ErrorDetail error = null;
        boolean empty = true;
        for (int i = 0; i < Math.max(width, row.cells().size()); i++) {
            SheetCell cell = i < row.cells().size() ? row.cells().get(i) : null;
            Object value = cell == null ? null : values.read(cell);
            empty &= value == null;
            if (i < width) {
                read[i] = value;
                types.add(CellValues.typeOf(value));
            }
            if (error == null && cell != null && i < width && value instanceof CellFault fault) {
                error = fault.error(cell.address(), columns.get(i));
            } else if (error == null && cell != null && i >= width && value != null) {
                error = ExcelErrors.outside(cell.address());
            }
        }
        if (empty) {
            return null;
        }
        RowSchema schema = schemas.computeIfAbsent(types, this::schema);
        return error == null
                ? new SourceRecord.Intact(row.number(), Row.of(schema, read))
                : new SourceRecord.Unreadable(row.number(), error, Rest.of(schema, read));
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
        close(workbook);
    }

    private static void close(Workbook workbook) {
        try {
            // With it the parts that are being read.
            workbook.close();
        } catch (IOException e) {
            // It was open for reading.
        }
    }
}
