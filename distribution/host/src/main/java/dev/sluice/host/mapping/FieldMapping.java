package dev.sluice.host.mapping;

import dev.sluice.spi.Row;
import java.util.List;

/**
 * Which fields of a row travel, and under which names. Immutable, safe for use by several threads.
 *
 * <p>Entries: {@code name} takes a field, {@code from=to} takes it under another name, {@code name=} leaves it out, {@code *} takes every
 * field that no other entry names. Without any entry every field travels.
 */
public final class FieldMapping {
    /** Every field, as it is. */
    public static final FieldMapping ALL = new FieldMapping(List.of());

    private final List<String> entries;

    private FieldMapping(List<String> entries) {
        this.entries = List.copyOf(entries);
    }

    /** The row as it travels. */
    public Row apply(Row row) {
        if (entries.isEmpty()) {
            return row;
        }
        throw new IllegalStateException("not yet");
    }
}
