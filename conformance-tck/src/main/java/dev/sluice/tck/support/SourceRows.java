package dev.sluice.tck.support;

import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rows that a source has by now: those that were seeded and those that runs have written. A snapshot sends all of them. */
public final class SourceRows {
    private final Map<String, Row> rows = new TreeMap<>();

    /** A source of these rows. */
    public static SourceRows of(List<String> identity, List<Row> rows) {
        SourceRows source = new SourceRows();
        rows.forEach(row -> source.put(identity, row));
        return source;
    }

    /** Adds a row, or replaces the one of the same identity. */
    public synchronized void put(List<String> identity, Row row) {
        Identity.of(row, identity).ifPresent(name -> rows.put(name.text(), row));
    }

    /** The rows whose identities are not among these. */
    synchronized List<Row> without(Set<String> names) {
        List<Row> rest = new ArrayList<>();
        rows.forEach((name, row) -> {
            if (!names.contains(name)) {
                rest.add(row);
            }
        });
        return rest;
    }
}
