package dev.sluice.redis.adapter.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.adapter.text.Rejection;
import dev.sluice.redis.adapter.text.SchemaCache;
import dev.sluice.redis.adapter.text.ValueText;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.spi.Field;
import dev.sluice.spi.Row;

/** Serializes a row as the canonical text of one of its fields; bytes as they are. */
public final class ValueRowSerializer implements RowSerializer {
    private final String name;
    private final int maxBytes;
    private final ValueText texts;
    private final SchemaCache<Integer> positions;

    /**
     * A serializer of this field.
     *
     * @param maxBytes the largest value
     */
    public ValueRowSerializer(String name, int maxBytes) {
        this.name = name;
        this.maxBytes = maxBytes;
        this.texts = new ValueText(maxBytes);
        this.positions = new SchemaCache<>(schema -> schema.indexOf(name));
    }

    @Override
    public Payload serialize(Row row) throws RejectedRow {
        int position = positions.get(row.schema());
        Object value = position < 0 ? null : row.value(position);
        if (value == null) {
            throw Rejection.valueMissing(name);
        }
        Field field = row.schema().field(position);
        byte[] bytes =
                value instanceof byte[] raw ? raw : texts.of(field, value).getBytes(UTF_8);
        if (bytes.length > maxBytes) {
            throw Rejection.valueTooLarge(field, maxBytes);
        }
        return new Payload.Text(bytes);
    }
}
