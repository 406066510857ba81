package dev.sluice.redis.adapter.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.redis.adapter.text.Rejection;
import dev.sluice.redis.adapter.text.SchemaCache;
import dev.sluice.redis.adapter.text.Surrogates;
import dev.sluice.redis.adapter.text.ValueText;
import dev.sluice.redis.config.RedisSettings;
import dev.sluice.redis.config.RedisSettings.NullFields;
import dev.sluice.redis.port.Payload;
import dev.sluice.redis.port.RejectedRow;
import dev.sluice.redis.port.RowSerializer;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serializes a row as hash fields in its order, all but that of the expiry: values as canonical text, nested values as JSON text, nulls according to the settings. */
public final class HashRowSerializer implements RowSerializer {
    private static final byte[] EMPTY = {};

    private final int maxBytes;
    private final NullFields nullFields;
    private final ValueText texts;
    private final Optional<String> leftOut;
    private final SchemaCache<Optional<byte[] @Nullable []>> names = new SchemaCache<>(this::encodeNames);

    /** A serializer for these settings. */
    public HashRowSerializer(RedisSettings settings) {
        this.maxBytes = settings.maxValueBytes();
        this.nullFields = settings.nullFields();
        this.texts = new ValueText(maxBytes);
        this.leftOut = settings.ttlField();
    }

    @Override
    public Payload serialize(Row row) throws RejectedRow {
        RowSchema schema = row.schema();
        byte[] @Nullable [] encoded = names.get(schema).orElseThrow(Rejection::nameMalformed);
        List<byte[]> pairs = new ArrayList<>(2 * encoded.length);
        List<byte[]> deletions = List.of();
        long size = 0;
        for (int i = 0; i < encoded.length; i++) {
            byte[] name = encoded[i];
            if (name == null) {
                continue;
            }
            Object value = row.value(i);
            byte[] bytes;
            if (value != null) {
                bytes = texts.of(schema.field(i), value).getBytes(UTF_8);
            } else if (nullFields == NullFields.EMPTY) {
                bytes = EMPTY;
            } else {
                if (nullFields == NullFields.DELETE) {
                    deletions = deletions.isEmpty() ? new ArrayList<>() : deletions;
                    deletions.add(name);
                }
                continue;
            }
            size += name.length + (long) bytes.length;
            if (size > maxBytes) {
                throw Rejection.rowTooLarge(maxBytes);
            }
            pairs.add(name);
            pairs.add(bytes);
        }
        if (pairs.isEmpty()) {
            throw Rejection.rowEmpty();
        }
        return new Payload.Fields(pairs, deletions);
    }

    /** The names in UTF-8, null for a field that is not written; empty if one has no UTF-8 form. */
    private Optional<byte[] @Nullable []> encodeNames(RowSchema schema) {
        byte[] @Nullable [] encoded = new byte[schema.size()][];
        for (int i = 0; i < encoded.length; i++) {
            String name = schema.field(i).name();
            if (Surrogates.anyLone(name)) {
                return Optional.empty();
            }
            encoded[i] = leftOut.filter(name::equals).isPresent() ? null : name.getBytes(UTF_8);
        }
        return Optional.of(encoded);
    }
}
