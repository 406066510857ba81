package dev.sluice.redis.adapter.text;

import dev.sluice.spi.RowSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are derived from a schema, one for each of the last few schemas. For one thread.
 *
 * @param <T> the type of these objects
 */
public final class SchemaCache<T> {
    /** If rows have more different schemas than this, the objects are derived again. */
    private static final int MOST_SCHEMAS = 256;

    private final Function<RowSchema, T> derive;
    private final Map<RowSchema, T> known = new HashMap<>();
    private @Nullable RowSchema lastSchema;
    private @Nullable T last;

    /** A cache for this function. */
    public SchemaCache(Function<RowSchema, T> derive) {
        this.derive = derive;
    }

    /** The object of a schema. Fastest for the schema of the previous call. */
    @SuppressWarnings("ReferenceEquality") // hosts reuse the instance, and most rows have that of the row before
    public T get(RowSchema schema) {
        T kept = last;
        if (schema == lastSchema && kept != null) {
            return kept;
        }
        T derived = known.get(schema);
        if (derived == null) {
            if (known.size() == MOST_SCHEMAS) {
                known.clear();
            }
            derived = derive.apply(schema);
            known.put(schema, derived);
        }
        lastSchema = schema;
        last = derived;
        return derived;
    }
}
