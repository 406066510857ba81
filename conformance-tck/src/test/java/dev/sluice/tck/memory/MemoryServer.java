package dev.sluice.tck.memory;

import dev.sluice.spi.FieldType;
import dev.sluice.spi.Row;
import dev.sluice.spi.RunMarker;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The target of the reference destination, tables of typed records by name, and the connections to it. */
public final class MemoryServer {
    public static final String PASSWORD = "canary-s3cret";
    public static final MemoryServer INSTANCE = new MemoryServer();

    /** A record that no run writes. */
    public static final Map<String, Cell> FOREIGN = Map.of("\u0000foreign", new Cell(FieldType.TEXT, "x"));

    /** How long a new connection waits for a silent server, and how long a request does: long enough for an interrupt. */
    private static final long CONNECT_MILLIS = 30;

    private static final long REQUEST_MILLIS = 30;

    /** A value with its type. */
    public record Cell(FieldType type, Object value) {}

    /** The server does not answer. */
    public static final class Silence extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final ConcurrentMap<String, ConcurrentMap<String, Map<String, Cell>>> tables = new ConcurrentHashMap<>();
    private final Map<Object, Map<String, Duration>> expiries = Collections.synchronizedMap(new IdentityHashMap<>());

    private final ConcurrentMap<String, RunMarker> markers = new ConcurrentHashMap<>();
    private final List<Runnable> besides = new CopyOnWriteArrayList<>();

    private int cuts;
    private long bytes;
    private long left = Long.MAX_VALUE;
    private boolean silent;
    private int open;

    private MemoryServer() {}

    /** Opens a connection, which works until the next cut. */
    public synchronized int connect() {
        open++;
        return cuts;
    }

    public synchronized void disconnect() {
        open--;
    }

    public synchronized int connections() {
        return open;
    }

    /** Breaks all connections after this many more bytes. */
    public synchronized void cut(long bytes) {
        left = bytes;
        if (bytes == 0) {
            breakAll();
        }
    }

    public synchronized void silence(boolean silence) {
        silent = silence;
        left = Long.MAX_VALUE;
    }

    private void breakAll() {
        cuts++;
        left = Long.MAX_VALUE;
    }

    /** Transfers a request or an answer; false if the connection is broken. */
    public synchronized boolean passes(int connection, int bytes) throws Silence {
        awaitAnswer(REQUEST_MILLIS);
        this.bytes += bytes;
        if (connection == cuts && left != Long.MAX_VALUE) {
            left -= bytes;
            if (left <= 0) {
                breakAll();
            }
        }
        return connection == cuts;
    }

    /** Returns if the server answers. */
    public synchronized void awaitAnswer() throws Silence {
        awaitAnswer(CONNECT_MILLIS);
    }

    private void awaitAnswer(long millis) throws Silence {
        if (silent) {
            long end = System.nanoTime() + millis * 1_000_000;
            try {
                while (silent && System.nanoTime() - end < 0) {
                    wait(millis);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new Silence();
        }
    }

    public ConcurrentMap<String, Map<String, Cell>> table(String name) {
        return tables.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
    }

    /** Puts a table in the place of another one. */
    public void swap(String name, ConcurrentMap<String, Map<String, Cell>> next) {
        tables.put(name, next);
    }

    /** The time that the records of a table have left, without the records that stay. */
    public Map<String, Duration> expiries(ConcurrentMap<String, Map<String, Cell>> table) {
        return expiries.computeIfAbsent(table, key -> new ConcurrentHashMap<>());
    }

    /** Replaces a marker. Returns what was there. */
    public RunMarker exchange(String name, RunMarker marker) {
        RunMarker before = markers.put(name, marker);
        return before == null ? RunMarker.NOTHING : before;
    }

    public RunMarker marker(String name) {
        return markers.getOrDefault(name, RunMarker.NOTHING);
    }

    /** How often connections were broken so far. */
    public synchronized int cuts() {
        return cuts;
    }

    /** The bytes of all requests and answers so far. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Empties a table, and removes the markers of its syncs. */
    public void empty(String name) {
        table(name).clear();
        markers.keySet().removeIf(marker -> marker.startsWith("memory " + name + " "));
    }

    /** Empties every table. */
    public void clear() {
        tables.values().forEach(Map::clear);
    }

    /** Drops every table, since the tables of many runs would fill the memory. */
    public void drop() {
        tables.clear();
        expiries.clear();
        markers.clear();
        besides.forEach(Runnable::run);
    }

    /** Drops something else together with every table. */
    public void dropToo(Runnable drop) {
        besides.add(drop);
    }

    /** The cells of a row, without nulls. */
    public static Map<String, Cell> record(Row row) {
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
