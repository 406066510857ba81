package dev.sluice.tck.memory;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;
import dev.sluice.spi.RowSchema;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The fixture of the reference destination. */
public final class MemoryFixture implements ConformanceFixture {
    private static final RowSchema PEOPLE = RowSchema.of(
            new Field("id", FieldType.INTEGER),
            new Field("name", FieldType.TEXT),
            new Field("score", FieldType.INTEGER));
    private static final AtomicInteger SPACES = new AtomicInteger();

    private String table = "";

    @Override
    public String destinationId() {
        return MemoryDestination.ID;
    }

    @Override
    public void isolate() {
        table = "table-" + SPACES.incrementAndGet();
    }

    @Override
    public DestinationConfig config() {
        return DestinationConfig.of(Map.of("server", "memory://writer:" + MemoryServer.PASSWORD + "@here"));
    }

    @Override
    public DestinationConfig target() {
        return DestinationConfig.of(Map.of("table", table));
    }

    @Override
    public List<BrokenSettings> brokenSettings() {
        return List.of(
                BrokenSettings.invalid("a URL of another scheme", server("ftp://here"), target(), "SETTINGS_INVALID"),
                BrokenSettings.invalid("an unknown setting", config().with("servr", "x"), target(), "SETTINGS_INVALID"),
                BrokenSettings.invalid(
                        "a blank table", config(), DestinationConfig.of(Map.of("table", " ")), "SETTINGS_INVALID"),
                BrokenSettings.refused(
                        "a server that is down",
                        server("memory://writer:" + MemoryServer.PASSWORD + "@down"),
                        target(),
                        "CONNECTION_REFUSED"),
                BrokenSettings.refused(
                        "a wrong password",
                        server("memory://writer:wrong-" + MemoryServer.PASSWORD + "@here"),
                        target(),
                        "AUTH_FAILED"));
    }

    @Override
    public void seed(List<String> identity, List<Row> rows) {
        rows.forEach(row -> MemoryServer.INSTANCE
                .table(table)
                .put(Identity.of(row, identity).orElseThrow().text(), MemoryServer.record(row)));
    }

    @Override
    public Map<String, Map<String, String>> readAll() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        ConcurrentMap<String, Map<String, MemoryServer.Cell>> records = MemoryServer.INSTANCE.table(table);
        // A job changes all its records or none, for others who look.
        synchronized (records) {
            records.forEach((name, record) -> {
                Map<String, String> fields = new TreeMap<>();
                record.forEach((field, cell) -> fields.put(field, cell.type().format(cell.value())));
                all.put(name, fields);
            });
        }
        return all;
    }

    @Override
    public Optional<Change> refusedBy(Refuser refuser) {
        return refuser == Refuser.TARGET
                ? Optional.of(new Change.Write(Row.of(PEOPLE, 5L, "poison", 1L)))
                : Optional.empty();
    }

    @Override
    public Optional<BrokenSettings> limited() {
        return Optional.of(BrokenSettings.refused(
                "a user who may only read",
                server("memory://reader:" + MemoryServer.PASSWORD + "@here"),
                target(),
                "WRITE_FORBIDDEN"));
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(new MemoryFaults());
    }

    @Override
    public Optional<Map<String, Duration>> expiries() {
        return Optional.of(MemoryServer.INSTANCE.expiries(MemoryServer.INSTANCE.table(table)));
    }

    @Override
    public Optional<AutoCloseable> lock(Row record) {
        return Optional.of(MemoryServer.INSTANCE.lock());
    }

    @Override
    public boolean empty() {
        MemoryServer.INSTANCE.empty(table);
        return true;
    }

    @Override
    public boolean seedForeign(String identity) {
        MemoryServer.INSTANCE.table(table).put(identity, MemoryServer.FOREIGN);
        return true;
    }

    @Override
    public void close() {
        MemoryServer.INSTANCE.drop();
    }

    /** Disturbs every connection to the server. */
    private final class MemoryFaults implements Faults {
        private final int before = MemoryServer.INSTANCE.connections();

        @Override
        public DestinationConfig config() {
            return MemoryFixture.this.config();
        }

        @Override
        public void cut(long bytes) {
            MemoryServer.INSTANCE.cut(bytes);
        }

        @Override
        public long bytes() {
            return MemoryServer.INSTANCE.bytes();
        }

        @Override
        public void silence() {
            MemoryServer.INSTANCE.silence(true);
        }

        @Override
        public int connections() {
            return MemoryServer.INSTANCE.connections() - before;
        }

        @Override
        public void close() {
            MemoryServer.INSTANCE.silence(false);
        }
    }

    private static DestinationConfig server(String url) {
        return DestinationConfig.of(Map.of("server", url));
    }
}
