package dev.sluice.tck.memory;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ReadBack;
import dev.sluice.spi.RecordReader;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunMarker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads records of the reference destination. Mutants override its methods. */
public class MemoryReader implements RecordReader {
    private final Supplier<ConcurrentMap<String, Map<String, MemoryServer.Cell>>> tables;
    private final Function<Row, Optional<String>> identity;
    private final Function<Row, Row> stored;
    private final Supplier<RunMarker> marker;
    private boolean closed;

    MemoryReader(
            Supplier<ConcurrentMap<String, Map<String, MemoryServer.Cell>>> tables,
            Function<Row, Optional<String>> identity,
            Function<Row, Row> stored,
            Supplier<RunMarker> marker) {
        this.tables = tables;
        this.identity = identity;
        this.stored = stored;
        this.marker = marker;
    }

    @Override
    public List<ReadBack> read(List<Row> expected) {
        if (closed) {
            throw DestinationException.closed();
        }
        return expected.stream().map(this::compare).toList();
    }

    public ReadBack compare(Row row) {
        String name = identity.apply(row).orElse("");
        ConcurrentMap<String, Map<String, MemoryServer.Cell>> table = tables.get();
        Map<String, MemoryServer.Cell> record = table.get(name);
        Optional<Duration> left =
                Optional.ofNullable(MemoryServer.INSTANCE.expiries(table).get(name));
        if (record == null) {
            return new ReadBack(ReadBack.Status.ABSENT, List.of(), "", Optional.empty());
        }
        if (record.equals(MemoryServer.FOREIGN)) {
            return new ReadBack(ReadBack.Status.FOREIGN, List.of(), "something else", left);
        }
        List<String> differences = differences(record, MemoryServer.record(stored.apply(row)));
        return new ReadBack(
                differences.isEmpty() ? ReadBack.Status.MATCHES : ReadBack.Status.DIFFERS, differences, "cells", left);
    }

    private static List<String> differences(
            Map<String, MemoryServer.Cell> record, Map<String, MemoryServer.Cell> expected) {
        TreeSet<String> names = new TreeSet<>(record.keySet());
        names.addAll(expected.keySet());
        names.removeIf(name -> text(record.get(name)).equals(text(expected.get(name))));
        return List.copyOf(names);
    }

    private static Optional<String> text(MemoryServer.@org.jspecify.annotations.Nullable Cell cell) {
        return Optional.ofNullable(cell)
                .map(there -> there.type() + there.type().format(there.value()));
    }

    @Override
    public List<RunMarker> markers() {
        if (closed) {
            throw DestinationException.closed();
        }
        return List.of(marker.get());
    }

    @Override
    public void close() {
        closed = true;
    }
}
