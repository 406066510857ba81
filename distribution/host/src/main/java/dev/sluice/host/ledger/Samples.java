package dev.sluice.host.ledger;

import dev.sluice.spi.Row;
import java.util.List;
import java.util.TreeMap;

/** The written rows with the lowest numbers. Safe for use by several threads. */
final class Samples {
    private static final int MAX_ROWS = 3;

    private final TreeMap<Long, Row> rows = new TreeMap<>();
    private volatile long beyond = Long.MAX_VALUE;

    void offer(long number, Row row) {
        if (number < beyond) {
            keep(number, row);
        }
    }

    private synchronized void keep(long number, Row row) {
        rows.put(number, row);
        if (rows.size() > MAX_ROWS) {
            rows.pollLastEntry();
        }
        if (rows.size() == MAX_ROWS) {
            beyond = rows.lastKey();
        }
    }

    synchronized List<Row> rows() {
        return List.copyOf(rows.values());
    }
}
