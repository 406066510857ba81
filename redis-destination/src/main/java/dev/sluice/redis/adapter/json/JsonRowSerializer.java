package dev.sluice.redis.adapter.json;

import dev.sluice.redis.adapter.text.Rejection;
import dev.sluice.redis.adapter.text.SchemaCache;
import dev.sluice.redis.adapter.text.Surrogates;
import dev.sluice.redis.adapter.text.ValueText;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/**
 * Serializes a row as one JSON object with its fields in order, all but that of the expiry. Numbers are exact: whole and decimal numbers in plain notation,
 * floating-point numbers as the shortest text that reads back the same.
 */
public final class JsonRowSerializer implements RowSerializer {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().rootValueSeparator("").build();

    private final int maxBytes;
    private final ValueText texts;
    private final BoundedBuffer buffer;
    private final Optional<String> leftOut;
    private final SchemaCache<Optional<@Nullable SerializedString[]>> names = new SchemaCache<>(this::encodeNames);

    /** Writes rows into the buffer; null after a row that was written only in part. */
    private @Nullable JsonGenerator generator;

    /** A serializer for these settings. */
    public JsonRowSerializer(RedisSettings settings) {
        this.maxBytes = settings.maxValueBytes();
        this.texts = new ValueText(maxBytes);
        this.buffer = new BoundedBuffer(maxBytes);
        this.leftOut = settings.ttlField();
    }

    @Override
    public Payload serialize(Row row) throws RejectedRow {
        @Nullable SerializedString[] encoded = names.get(row.schema()).orElseThrow(Rejection::nameMalformed);
        JsonGenerator json =
                generator == null ? FACTORY.createGenerator(ObjectWriteContext.empty(), buffer) : generator;
        // Stays null if the row is rejected: a generator in the middle of an object cannot be used again.
        generator = null;
        buffer.reset();
        try {
            json.writeStartObject();
            for (int i = 0; i < encoded.length; i++) {
                SerializedString name = encoded[i];
                if (name != null) {
                    json.writeName(name);
                    write(json, row.schema().field(i), row.value(i));
                }
            }
            json.writeEndObject();
            json.flush();
        } catch (BoundedBuffer.Overflow e) {
            throw Rejection.rowTooLarge(maxBytes);
        }
        generator = json;
        return new Payload.Text(buffer.toByteArray());
    }

    private void write(JsonGenerator json, Field field, @Nullable Object value) throws RejectedRow {
        if (value == null) {
            json.writeNull();
            return;
        }
        switch (field.type()) {
            case BOOLEAN -> json.writeBoolean((boolean) value);
            case INTEGER -> json.writeNumber((long) value);
            case BIG_INTEGER, DECIMAL, FLOAT, DOUBLE -> json.writeNumber(texts.of(field, value));
            case TEXT, DATE, TIME, TIMESTAMP, INSTANT, UUID, BYTES -> json.writeString(texts.of(field, value));
            case JSON -> json.writeRawValue(texts.of(field, value));
        }
    }

    /** The names as JSON, null for a field that is not written; empty if one has no UTF-8 form. */
    private Optional<@Nullable SerializedString[]> encodeNames(RowSchema schema) {
        @Nullable SerializedString[] encoded = new SerializedString[schema.size()];
        for (int i = 0; i < encoded.length; i++) {
            String name = schema.field(i).name();
            if (Surrogates.anyLone(name)) {
                return Optional.empty();
            }
            encoded[i] = leftOut.filter(name::equals).isPresent() ? null : new SerializedString(name);
        }
        return Optional.of(encoded);
    }
}
