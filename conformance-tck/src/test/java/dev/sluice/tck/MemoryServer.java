package dev.sluice.tck;

import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The target of the reference destination: tables of typed records, by the text of their identity. */
final class MemoryServer {
    static final String PASSWORD = "canary-s3cret";
    static final MemoryServer INSTANCE = new MemoryServer();

    /** A value with its type. */
    record Cell(FieldType type, Object value) {}

    private final ConcurrentMap<String, ConcurrentMap<String, Map<String, Cell>>> tables = new ConcurrentHashMap<>();

    private final AtomicInteger cuts = new AtomicInteger();

    private MemoryServer() {}

    /** A connection: it lives until the next cut. */
    int connect() {
        return cuts.get();
    }

    void cut() {
        cuts.incrementAndGet();
    }

    boolean isCut(int connection) {
        return connection != cuts.get();
    }

    ConcurrentMap<String, Map<String, Cell>> table(String name) {
        return tables.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
    }

    /** The cells of a row; a null has none. */
    static Map<String, Cell> record(Row row) {
        Map<String, Cell> cells = new TreeMap<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.value(i);
            if (value != null) {
                cells.put(
                        row.schema().field(i).name(),
                        new Cell(row.schema().field(i).type(), value));
            }
        }
        return cells;
    }
}
