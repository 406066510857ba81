package dev.sluice.redis.adapter.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.adapter.text.Rejection;
import dev.sluice.redis.adapter.text.SchemaCache;
import dev.sluice.redis.adapter.text.Surrogates;
import dev.sluice.redis.adapter.text.ValueText;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a key of the prefix and the canonical text of the key field, or of all fields of a composite primary key joined with {@code :}.
 * In the parts of a composite key {@code %} and {@code :} are percent-encoded, so distinct identities have distinct keys: the text after
 * the prefix is {@link dev.sluice.spi.Identity#text()}.
 */
public final class PrefixedKeyBuilder implements KeyBuilder {
    private final byte[] prefix;
    private final List<String> fields;
    private final int maxBytes;
    private final ValueText texts;
    private final SchemaCache<int[]> positions;

    /**
     * A builder for these settings.
     *
     * @param primaryKey the fields of the key if the settings have no key field
     * @throws IllegalArgumentException if neither names a field
     */
    public PrefixedKeyBuilder(RedisSettings settings, List<String> primaryKey) {
        this.prefix = settings.keyPrefix().getBytes(UTF_8);
        this.fields = settings.keyField().map(List::of).orElseGet(() -> List.copyOf(primaryKey));
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("neither a key field nor a primary key");
        }
        this.maxBytes = settings.maxValueBytes();
        this.texts = new ValueText(maxBytes);
        this.positions = new SchemaCache<>(this::positionsIn);
    }

    @Override
    public byte[] key(Row row) throws RejectedRow {
        int[] at = positions.get(row.schema());
        String text = at.length == 1 ? part(row, at, 0) : joined(row, at);
        byte[] end = text.getBytes(UTF_8);
        if (prefix.length > maxBytes - end.length) {
            throw Rejection.rowTooLarge(maxBytes);
        }
        byte[] key = Arrays.copyOf(prefix, prefix.length + end.length);
        System.arraycopy(end, 0, key, prefix.length, end.length);
        return key;
    }

    private String joined(Row row, int[] at) throws RejectedRow {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < at.length; i++) {
            if (i > 0) {
                text.append(':');
            }
            appendEncoded(text, part(row, at, i));
        }
        return text.toString();
    }

    private static void appendEncoded(StringBuilder text, String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                text.append("%25");
            } else if (c == ':') {
                text.append("%3A");
            } else {
                text.append(c);
            }
        }
    }

    private String part(Row row, int[] at, int index) throws RejectedRow {
        Object value = at[index] < 0 ? null : row.value(at[index]);
        if (value == null) {
            throw Rejection.keyEmpty(fields.get(index));
        }
        Field field = row.schema().field(at[index]);
        FieldType type = field.type();
        return switch (type) {
            case TEXT -> checked(field, (String) value);
            case BOOLEAN, INTEGER, DATE, TIME, TIMESTAMP, INSTANT, UUID -> type.format(value);
            case BIG_INTEGER, DECIMAL -> texts.of(field, value);
            case FLOAT, DOUBLE, BYTES, JSON -> throw Rejection.keyUnsupportedType(field);
        };
    }

    private static String checked(Field field, String text) throws RejectedRow {
        if (text.isBlank()) {
            throw Rejection.keyEmpty(field.name());
        }
        if (Surrogates.anyLone(text)) {
            throw Rejection.keyMalformed(field.name());
        }
        return text;
    }

    private int[] positionsIn(RowSchema schema) {
        return fields.stream().mapToInt(schema::indexOf).toArray();
    }
}
