package dev.sluice.redis.adapter.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.adapter.text.Rejection;
import dev.sluice.redis.adapter.text.SchemaCache;
import dev.sluice.redis.adapter.text.Surrogates;
import dev.sluice.redis.adapter.text.ValueText;
import dev.sluice.redis.config.KeyTemplate;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.port.KeyBuilder;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Builds a key of the prefix and the canonical texts of the key fields: one alone as it is, those of a template between its literal texts,
 * and those of a composite primary key joined with {@code :}, which is the template of {@link dev.sluice.spi.Identity#text()}.
 *
 * <p>In the texts of a template {@code %}, {@code :} and the characters of its literals that part fields are percent-encoded, so distinct
 * identities have distinct keys.
 */
public final class PrefixedKeyBuilder implements KeyBuilder {
    /** What is appended to the prefix, in turn: literal, field, literal, field … literal. */
    private final String[] literals;

    private final List<String> fields;
    private final byte[] prefix;
    private final Optional<Encoding> encoding;
    private final int maxBytes;
    private final ValueText texts;
    private final SchemaCache<int[]> positions;
    private final StringBuilder text = new StringBuilder();

    /**
     * A builder for these settings.
     *
     * @param primaryKey the fields of the key if the settings name none
     * @throws IllegalArgumentException if neither names a field
     */
    public PrefixedKeyBuilder(RedisSettings settings, List<String> primaryKey) {
        Optional<KeyTemplate> template = settings.keyTemplate();
        this.fields = template.map(KeyTemplate::fields)
                .orElseGet(() -> settings.keyField().map(List::of).orElseGet(() -> List.copyOf(primaryKey)));
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("neither a key field nor a primary key");
        }
        List<String> parts = template.map(KeyTemplate::literals).orElseGet(() -> joining(fields.size()));
        this.prefix = (settings.keyPrefix() + parts.get(0)).getBytes(UTF_8);
        this.literals = parts.toArray(String[]::new);
        this.encoding = template.isPresent() || fields.size() > 1 ? Optional.of(new Encoding(parts)) : Optional.empty();
        this.maxBytes = settings.maxValueBytes();
        this.texts = new ValueText(maxBytes);
        this.positions = new SchemaCache<>(this::positionsIn);
    }

    private static List<String> joining(int count) {
        List<String> literals = new ArrayList<>(Collections.nCopies(count + 1, ":"));
        literals.set(0, "");
        literals.set(count, "");
        return literals;
    }

    @Override
    public byte[] key(Row row) throws RejectedRow {
        int[] at = positions.get(row.schema());
        byte[] end = (encoding.isPresent() ? joined(row, at, encoding.get()) : part(row, at, 0)).getBytes(UTF_8);
        if (prefix.length > maxBytes - end.length) {
            throw Rejection.rowTooLarge(maxBytes);
        }
        byte[] key = Arrays.copyOf(prefix, prefix.length + end.length);
        System.arraycopy(end, 0, key, prefix.length, end.length);
        return key;
    }

    private String joined(Row row, int[] at, Encoding codes) throws RejectedRow {
        text.setLength(0);
        for (int i = 0; i < at.length; i++) {
            codes.append(part(row, at, i), text);
            text.append(literals[i + 1]);
        }
        return text.toString();
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
