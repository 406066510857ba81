package dev.sluice.tck.memory;

import dev.sluice.spi.Change;
import dev.sluice.spi.DestinationConfig;
import dev.sluice.spi.Row;
import dev.sluice.tck.BrokenSettings;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.Faults;
import dev.sluice.tck.Refuser;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Delegates to the right fixture. A mutant overrides one method. */
public class WrappedFixture implements ConformanceFixture {
    private final MemoryFixture right = new MemoryFixture();

    @Override
    public String destinationId() {
        return right.destinationId();
    }

    @Override
    public void isolate() {
        right.isolate();
    }

    @Override
    public DestinationConfig config() {
        return right.config();
    }

    @Override
    public DestinationConfig target() {
        return right.target();
    }

    @Override
    public List<BrokenSettings> brokenSettings() {
        return right.brokenSettings();
    }

    @Override
    public void seed(List<String> identity, List<Row> rows) {
        right.seed(identity, rows);
    }

    @Override
    public Map<String, Map<String, String>> readAll() {
        return right.readAll();
    }

    @Override
    public Optional<Change> refusedBy(Refuser refuser) {
        return right.refusedBy(refuser);
    }

    @Override
    public Optional<BrokenSettings> limited() {
        return right.limited();
    }

    @Override
    public Optional<Faults> faults() {
        return right.faults();
    }

    @Override
    public Optional<Map<String, Duration>> expiries() {
        return right.expiries();
    }

    @Override
    public Map<String, DestinationConfig> targetsByIdentity() {
        return right.targetsByIdentity();
    }

    @Override
    public Optional<AutoCloseable> lock(Row record) {
        return right.lock(record);
    }

    @Override
    public boolean empty() {
        return right.empty();
    }

    @Override
    public boolean seedForeign(String identity) {
        return right.seedForeign(identity);
    }

    @Override
    public void close() {
        right.close();
    }
}
