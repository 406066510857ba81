package dev.sluice.source.jdbc.type;

import dev.sluice.spi.FieldType;
import org.jspecify.annotations.Nullable;

/** The types of values that have no column type. */
final class FieldTypes {
    private FieldTypes() {}

    /** The type of a value of SQLite; text where there is none. */
    static FieldType of(@Nullable Object value) {
        if (value instanceof Long) {
            return FieldType.INTEGER;
        }
        if (value instanceof Double) {
            return FieldType.DOUBLE;
        }
        return value instanceof byte[] ? FieldType.BYTES : FieldType.TEXT;
    }
}
