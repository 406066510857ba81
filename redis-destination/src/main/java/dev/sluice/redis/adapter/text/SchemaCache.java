package dev.sluice.redis.adapter.text;

import dev.sluice.spi.RowSchema;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is derived from a schema, made once for each schema while there are not many. For one thread.
 *
 * @param <T> what is derived
 */
public final class SchemaCache<T> {
    /** A source whose rows take more shapes than this at a time pays for deriving anew. */
    private static final int MOST_SCHEMAS = 256;

    private final Function<RowSchema, T> derive;
    private final Map<RowSchema, T> known = new HashMap<>();
    private @Nullable RowSchema lastSchema;
    private @Nullable T last;

    /** A cache of what this function derives. */
    public SchemaCache(Function<RowSchema, T> derive) {
        this.derive = derive;
    }

    /** What belongs to a schema. Fastest for the instance of the call before. */
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
