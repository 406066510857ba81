package dev.sluice.source;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Builds rows from the fields that the parser finds. For one thread. */
final class CsvRows extends AbstractBaseCsvCallbackHandler<SourceRecord> {
    private final RowSchema schema;
    private final FieldType[] types;
    private final @Nullable Object[] values;
    private @Nullable ErrorDetail error;
    private boolean header = true;
    private long line;
    private long size;

    CsvRows(RowSchema schema) {
        this.schema = schema;
        this.types = schema.fields().stream().map(field -> field.type()).toArray(FieldType[]::new);
        this.values = new @Nullable Object[types.length];
    }

    /** The header has been read; rows follow. */
    void beginRows() {
        header = false;
    }

    /** The characters of the rows since the last {@link #resetSize}. */
    long size() {
        return size;
    }

    void resetSize() {
        size = 0;
    }

    /** The line in which the latest row starts. */
    long line() {
        return line;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        line = startingLineNumber;
        error = null;
        Arrays.fill(values, null);
    }

    @Override
    protected void handleField(int position, char[] buffer, int offset, int length, boolean quoted) {
        size += length;
        if (position >= values.length || header) {
            return;
        }
        if (length == 0 && !quoted) {
            return;
        }
        if (CsvInput.isBroken(buffer, offset, length)) {
            error = SourceErrors.encoding();
            return;
        }
        String text = new String(buffer, offset, length);
        FieldType type = types[position];
        if (type == FieldType.TEXT) {
            values[position] = text;
            return;
        }
        try {
            values[position] = type.parse(text);
        } catch (IllegalArgumentException e) {
            if (error == null) {
                error = SourceErrors.value(schema.field(position).name(), type);
            }
        }
    }

    @Override
    protected SourceRecord buildRecord() {
        if (getFieldCount() != values.length) {
            return new SourceRecord.Unreadable(line, SourceErrors.fieldCount(getFieldCount(), values.length));
        }
        ErrorDetail found = error;
        return found == null
                ? new SourceRecord.Intact(line, Row.of(schema, values))
                : new SourceRecord.Unreadable(line, found);
    }
}
