package dev.sluice.tck.host;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.SyncMode;
import dev.sluice.spi.WriteRequest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request in plain values, for another process.
 *
 * @param kind what is asked
 * @param rows the canonical texts of the rows to write
 */
record Question(
        Kind kind,
        HashMap<String, Object> config,
        HashMap<String, Object> target,
        String mode,
        LinkedHashMap<String, String> fields,
        ArrayList<String> key,
        ArrayList<ArrayList<@Nullable String>> rows)
        implements Serializable {
    /** What a destination is asked about a request. */
    enum Kind {
        PROFILE,
        CHECK,
        WRITE
    }

    /** Asks for the profile of a request, or for a check of its settings. */
    static Question of(boolean checked, WriteRequest request) {
        return of(checked ? Kind.CHECK : Kind.PROFILE, request, List.of());
    }

    /** Asks to write rows, which have the fields of the request, and to read them. */
    static Question writing(WriteRequest request, List<Row> rows) {
        return of(Kind.WRITE, request, rows);
    }

    private static Question of(Kind kind, WriteRequest request, List<Row> rows) {
        LinkedHashMap<String, String> fields = new LinkedHashMap<>();
        request.schema()
                .fields()
                .forEach(field -> fields.put(field.name(), field.type().name()));
        ArrayList<ArrayList<@Nullable String>> texts = new ArrayList<>();
        rows.forEach(row -> texts.add(texts(row)));
        return new Question(
                kind,
                new HashMap<>(request.config().values()),
                new HashMap<>(request.target().values()),
                request.mode().name(),
                fields,
                new ArrayList<>(request.primaryKey()),
                texts);
    }

    private static ArrayList<@Nullable String> texts(Row row) {
        ArrayList<@Nullable String> texts = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            texts.add(value == null ? null : row.schema().field(i).type().format(value));
        }
        return texts;
    }

    WriteRequest request() {
        return new WriteRequest(
                DestinationConfig.of(config), DestinationConfig.of(target), SyncMode.valueOf(mode), schema(), key);
    }

    private RowSchema schema() {
        return RowSchema.of(fields.entrySet().stream()
                .map(field -> new Field(field.getKey(), FieldType.valueOf(field.getValue())))
                .toList());
    }

    /** The rows to write. */
    List<Row> written() {
        RowSchema schema = schema();
        List<Row> written = new ArrayList<>();
        for (ArrayList<@Nullable String> texts : rows) {
            @Nullable Object[] values = new Object[schema.size()];
            for (int i = 0; i < values.length; i++) {
                String text = texts.get(i);
                values[i] = text == null ? null : schema.field(i).type().parse(text);
            }
            written.add(Row.of(schema, values));
        }
        return written;
    }
}
