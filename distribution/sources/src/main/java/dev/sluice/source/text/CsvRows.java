package dev.sluice.source.text;

import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Rest;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Rows of delimited text. For one thread. */
final class CsvRows implements Rows {
    private final CsvReader reader;
    private final RowSchema schema;
    private final FieldType[] types;
    private final boolean[] wanted;
    private final @Nullable Object[] values;

    /**
     * @param reader stands behind the header
     * @param names whether a column of this name is needed; the others are null in every row, whatever they hold
     */
    CsvRows(CsvReader reader, RowSchema schema, Predicate<String> names) {
        this.reader = reader;
        this.schema = schema;
        this.wanted = new boolean[schema.fields().size()];
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = names.test(schema.field(i).name());
        }
        this.types = schema.fields().stream().map(field -> field.type()).toArray(FieldType[]::new);
        this.values = new @Nullable Object[types.length];
        reader.expect(types.length);
    }

    @Override
    public @Nullable SourceRecord next() throws IOException {
        if (!reader.next()) {
            return null;
        }
        ErrorDetail error = reader.error();
        if (reader.brokenField() >= 0 && reader.brokenField() < types.length) {
            error = TextErrors.afterQuote(schema.field(reader.brokenField()).name());
        } else if (error == null && reader.fields() != types.length) {
            error = TextErrors.fieldCount(reader.fields(), types.length);
        }
        if (error != null) {
            return new SourceRecord.Unreadable(reader.line(), error);
        }
        for (int i = 0; i < types.length; i++) {
            if (!wanted[i] || reader.isNull(i)) {
                values[i] = null;
                continue;
            }
            String text = reader.text(i);
            if (text == null) {
                error = error == null ? TextErrors.encoding(schema.field(i).name()) : error;
                values[i] = Unfit.ENCODING;
                continue;
            }
            if (types[i] == FieldType.TEXT) {
                values[i] = text;
                continue;
            }
            values[i] = Typed.parse(types[i], text);
            if (values[i] instanceof Unfit unfit) {
                error = error == null ? unfit.error(schema.field(i).name(), types[i]) : error;
                values[i] = text;
            }
        }
        return error == null
                ? new SourceRecord.Intact(reader.line(), Row.of(schema, values))
                : new SourceRecord.Unreadable(reader.line(), error, Rest.of(schema, values));
    }

    @Override
    public int size() {
        return reader.length();
    }
}
