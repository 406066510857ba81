package dev.sluice.source.text;

import dev.sluice.host.source.SourceCursor;
import dev.sluice.host.source.SourceRecord;
import dev.sluice.host.value.Unfit;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The types that fit every value of a column of text. A type fits a value that is its canonical text, so nothing is lost: {@code 007} is no
 * number. For one thread.
 */
public final class ColumnTypes {
    // In this order, so that the first that fits is the narrowest.
    private static final List<FieldType> CANDIDATES = List.of(
            FieldType.BOOLEAN,
            FieldType.INTEGER,
            FieldType.BIG_INTEGER,
            FieldType.DECIMAL,
            FieldType.DATE,
            FieldType.TIME,
            FieldType.TIMESTAMP,
            FieldType.INSTANT,
            FieldType.UUID);

    private final Map<String, Set<FieldType>> fitting = new HashMap<>();
    private final Set<String> filled = new HashSet<>();

    /** Reads every row of a source; rows that cannot be read say nothing. */
    public void add(TextSource source) {
        RowSchema schema = source.schema().orElseThrow();
        List<Set<FieldType>> columns = new ArrayList<>();
        for (Field field : schema.fields()) {
            columns.add(fitting.computeIfAbsent(
                    field.name(), name -> field.type() == FieldType.TEXT ? EnumSet.copyOf(CANDIDATES) : Set.of()));
        }
        try (SourceCursor cursor = source.open()) {
            for (List<SourceRecord> batch = cursor.next(); !batch.isEmpty(); batch = cursor.next()) {
                for (SourceRecord record : batch) {
                    if (record instanceof SourceRecord.Intact intact) {
                        narrow(columns, intact.row());
                    }
                }
            }
        }
    }

    private void narrow(List<Set<FieldType>> columns, Row row) {
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).isEmpty() && row.value(i) instanceof String text) {
                filled.add(row.schema().field(i).name());
                columns.get(i).removeIf(type -> !fits(type, text));
            }
        }
    }

    private static boolean fits(FieldType type, String text) {
        Object value = Typed.parse(type, text);
        return !(value instanceof Unfit) && type.format(value).equals(text);
    }

    /** The narrowest type of each column that has one other than text. */
    public Map<String, FieldType> types() {
        Map<String, FieldType> types = new HashMap<>();
        for (String column : filled) {
            Set<FieldType> left = fitting.getOrDefault(column, Set.of());
            CANDIDATES.stream().filter(left::contains).findFirst().ifPresent(type -> types.put(column, type));
        }
        return types;
    }
}
