package dev.sluice.host.value;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left of a row that is rejected because of a value, so that people can tell which row it is and mend it. */
public final class Rest {
    private Rest() {}

    /**
     * A row of the values that are of their types; the others are text.
     *
     * @param values of the fields of the schema: in the place of one that is not of its type its text, or an {@link Unfit} where it has none,
     *     which becomes null
     */
    public static Row of(RowSchema schema, @Nullable Object[] values) {
        List<Field> fields = new ArrayList<>(values.length);
        @Nullable Object[] kept = values.clone();
        for (int i = 0; i < kept.length; i++) {
            Field field = schema.field(i);
            Object value = kept[i];
            if (value == null || value.getClass() == field.type().javaType()) {
                fields.add(field);
            } else {
                fields.add(new Field(field.name(), FieldType.TEXT));
                kept[i] = value instanceof String ? value : null;
            }
        }
        return Row.of(RowSchema.of(fields), kept);
    }
}
