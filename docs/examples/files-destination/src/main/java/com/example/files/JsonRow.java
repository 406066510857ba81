package com.example.files;

import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A row as a JSON object. */
final class JsonRow {
    private static final JsonFactory JSON = new JsonFactory();

    private JsonRow() {}

    /** UTF-8; empty when a value has no JSON form. */
    static Optional<byte[]> of(Row row) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            for (int i = 0; i < row.size(); i++) {
                json.writeName(row.schema().field(i).name());
                write(json, row.schema().field(i), row.value(i));
            }
            json.writeEndObject();
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(bytes.toByteArray());
    }

    private static void write(JsonGenerator json, Field field, Object value) {
        if (value == null) {
            json.writeNull();
            return;
        }
        String text = field.type().format(value);
        switch (field.type()) {
            case BOOLEAN -> json.writeBoolean((boolean) value);
            case INTEGER, BIG_INTEGER, DECIMAL -> json.writeNumber(text);
            case FLOAT, DOUBLE -> {
                if (!Double.isFinite(((Number) value).doubleValue())) {
                    throw new IllegalArgumentException("not finite");
                }
                json.writeNumber(text);
            }
            case JSON -> json.writeRawValue(text);
            case TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID, BYTES -> json.writeString(text);
        }
    }
}
