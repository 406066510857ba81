package dev.sluice.tck.support;

import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.tck.ConformanceFixture;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Records by name, in a form in which expected ones, made from rows, and actual ones, read by the fixture, can be compared. */
public final class StoredState {
    /** Enough decimal digits for every number of 32 bits. */
    private static final int FLOAT_DIGITS = 9;

    private StoredState() {}

    /** The records that these rows make, with the fields that the fixture says they keep. */
    public static Map<String, Map<String, String>> of(ConformanceFixture fixture, List<Row> rows, List<String> key) {
        Map<String, Map<String, String>> state = new TreeMap<>();
        for (Row row : rows) {
            Map<String, String> fields = new TreeMap<>();
            List<String> stored = fixture.storedFields(row.schema(), key);
            for (int i = 0; i < row.size(); i++) {
                Object value = row.value(i);
                Field field = row.schema().field(i);
                if (value != null && stored.contains(field.name())) {
                    fields.put(field.name(), normal(field.type(), field.type().format(value)));
                }
            }
            state.put(Identity.of(row, key).orElseThrow().text(), fields);
        }
        return state;
    }

    /** The records that the fixture reads, with values normalized by the type that the expected row gives them. */
    public static Map<String, Map<String, String>> read(
            ConformanceFixture fixture, List<Row> expected, List<String> key) {
        Map<String, RowSchema> schemas = new HashMap<>();
        expected.forEach(row -> schemas.put(Identity.of(row, key).orElseThrow().text(), row.schema()));
        Map<String, Map<String, String>> state = new TreeMap<>();
        fixture.readAll().forEach((name, fields) -> {
            RowSchema schema = schemas.get(name);
            Map<String, String> normal = new TreeMap<>();
            fields.forEach((field, text) -> {
                String own = schema == null || !field.isEmpty() ? field : only(fixture.storedFields(schema, key));
                normal.put(own, schema == null ? text : normal(schema, own, text));
            });
            state.put(name, normal);
        });
        return state;
    }

    /** The field of a record that has one and does not name it; the empty text if rows have others. */
    private static String only(List<String> stored) {
        return stored.size() == 1 ? stored.get(0) : "";
    }

    /** The row of a record after a later row was merged into it. */
    public static Row merge(Row earlier, Row later) {
        List<Field> fields = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < earlier.size(); i++) {
            if (!later.schema().has(earlier.schema().field(i).name())) {
                fields.add(earlier.schema().field(i));
                values.add(earlier.value(i));
            }
        }
        for (int i = 0; i < later.size(); i++) {
            fields.add(later.schema().field(i));
            values.add(later.value(i));
        }
        return Row.of(RowSchema.of(fields), values.toArray());
    }

    private static String normal(RowSchema schema, String field, String text) {
        int position = schema.indexOf(field);
        return position < 0 ? text : normal(schema.field(position).type(), text);
    }

    private static String normal(FieldType type, String text) {
        try {
            return switch (type) {
                case DECIMAL -> new BigDecimal(text).stripTrailingZeros().toPlainString();
                case FLOAT -> isWidened(text) ? text : type.format(type.parse(text));
                case DOUBLE, INSTANT, TIME, TIMESTAMP -> type.format(type.parse(text));
                case BOOLEAN, INTEGER, BIG_INTEGER, TEXT, DATE, UUID, BYTES, JSON -> text;
            };
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Whether a text says more than a number of 32 bits, as that of a {@code double} does that was made from a {@code float}. */
    private static boolean isWidened(String text) {
        if (!text.matches("-?[0-9.]+([eE][+-]?[0-9]+)?")) {
            return false;
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        float value = number.floatValue();
        return number.precision() > FLOAT_DIGITS
                && Float.isFinite(value)
                && number.compareTo(new BigDecimal(value)) != 0
                && number.compareTo(new BigDecimal(Float.toString(value))) != 0
                && number.compareTo(new BigDecimal(FieldType.FLOAT.format(value))) != 0;
    }
}
