package dev.sluice.tck.memory;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import java.time.Duration;
import java.util.Optional;

/** The reference destination keeps every rule where its records expire. */
class MemoryExpiringConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(() -> new MemoryDestination() {
            @Override
            public Optional<Duration> expiry() {
                return Optional.of(Duration.ofHours(1));
            }
        });
        return new MemoryFixture();
    }
}
