package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

/**
 * A named, typed column of a {@link RowSchema}.
 *
 * @param name the name, not empty; names are compared exactly, case included
 * @param type the type of every non-null value of the column
 */
public record Field(String name, FieldType type) {
    /** @throws IllegalArgumentException if the name is empty */
    public Field {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a field's name is not empty");
        }
    }
}
