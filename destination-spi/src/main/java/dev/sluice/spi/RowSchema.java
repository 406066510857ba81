package dev.sluice.spi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The ordered fields of rows. Equal when the fields are equal in the same order.
 *
 * <p>A schema belongs to each {@link Row}. Rows of a typed source all share one instance; rows of a schemaless source (JSON) may each have
 * their own, so a field that is absent from a row is absent from its schema. Hosts reuse the instance for rows of the same shape, so a
 * destination may keep what it derived from a schema and compare by identity first.
 */
public final class RowSchema {
    private final List<Field> fields;
    private final Map<String, Integer> positions;
    private final int hash;

    private RowSchema(List<Field> fields) {
        this.fields = List.copyOf(fields);
        this.positions = new HashMap<>(this.fields.size() * 2);
        for (int i = 0; i < this.fields.size(); i++) {
            String name = this.fields.get(i).name();
            if (positions.putIfAbsent(name, i) != null) {
                throw new IllegalArgumentException("two fields are named '" + name + "'");
            }
        }
        this.hash = this.fields.hashCode();
    }

    /** @throws IllegalArgumentException if two fields have the same name */
    public static RowSchema of(List<Field> fields) {
        return new RowSchema(fields);
    }

    /** @throws IllegalArgumentException if two fields have the same name */
    public static RowSchema of(Field... fields) {
        return new RowSchema(List.of(fields));
    }

    /** The fields in order, unmodifiable. */
    public List<Field> fields() {
        return fields;
    }

    /** The number of fields. */
    public int size() {
        return fields.size();
    }

    /** The field at a position from 0. */
    public Field field(int position) {
        return fields.get(position);
    }

    /** The position of the field of this name, or -1 if there is none. */
    public int indexOf(String name) {
        return positions.getOrDefault(name, -1);
    }

    /** Whether there is a field of this name. */
    public boolean has(String name) {
        return positions.containsKey(name);
    }

    /** The names in order. */
    public List<String> names() {
        return fields.stream().map(Field::name).toList();
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof RowSchema schema && hash == schema.hash && fields.equals(schema.fields));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return fields.stream()
                .map(field -> field.name() + " " + field.type())
                .collect(Collectors.joining(", ", "RowSchema(", ")"));
    }
}
