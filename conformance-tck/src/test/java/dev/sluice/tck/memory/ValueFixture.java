package dev.sluice.tck.memory;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fixture of the reference destination whose records are one field of their rows. They have no names for it. */
public final class ValueFixture extends WrappedFixture {
    private final ValueDestination destination = new ValueDestination();

    public ValueFixture() {
        System.setProperty(MemoryEntry.ELSEWHERE, ValueDestination.class.getName());
    }

    @Override
    public DestinationConfig target() {
        return super.target().with(ValueDestination.VALUE, "name");
    }

    @Override
    public DestinationConfig targetFor(RowSchema schema, List<String> key) {
        return super.target()
                .with(ValueDestination.VALUE, storedFields(schema, key).get(0));
    }

    /** The name, or the first other field that is no key, or the key. */
    @Override
    public List<String> storedFields(RowSchema schema, List<String> key) {
        return List.of(schema.names().stream()
                .min(Comparator.<String, Boolean>comparing(name -> !name.equals("name"))
                        .thenComparing(key::contains)
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow());
    }

    @Override
    public void seed(List<String> identity, List<Row> rows) {
        String table = String.valueOf(super.target().value("table").orElseThrow());
        for (Row row : rows) {
            String field = storedFields(row.schema(), identity).get(0);
            MemoryServer.INSTANCE
                    .table(table)
                    .put(
                            Identity.of(row, identity).orElseThrow().text(),
                            MemoryServer.record(destination.only(row, field)));
        }
    }

    @Override
    public Map<String, Map<String, String>> readAll() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        super.readAll()
                .forEach((name, fields) -> all.put(
                        name,
                        fields.isEmpty()
                                ? fields
                                : Map.of("", fields.values().iterator().next())));
        return all;
    }

    @Override
    public void close() {
        System.clearProperty(MemoryEntry.ELSEWHERE);
        super.close();
    }
}
