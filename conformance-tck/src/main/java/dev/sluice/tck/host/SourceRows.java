package dev.sluice.tck.host;

import dev.sluice.spi.Change;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rows that a source has by now: those that were seeded and those that runs have written. A snapshot sends all of them. It may also
 * prepare the target for rows, which a host never does: so that a mode that creates no record has records to write to.
 */
public final class SourceRows {
    private final Map<String, Row> rows = new TreeMap<>();
    private volatile Consumer<List<Row>> preparation = batch -> {};

    /** Sets what is done with the rows of each batch before it is written. */
    public void prepareWith(Consumer<List<Row>> action) {
        preparation = action;
    }

    void prepare(List<Change> batch) {
        preparation.accept(batch.stream()
                .filter(Change.Write.class::isInstance)
                .map(Change::row)
                .toList());
    }

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
