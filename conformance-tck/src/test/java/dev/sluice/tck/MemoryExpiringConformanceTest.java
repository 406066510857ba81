package dev.sluice.tck;

import java.time.Duration;
import java.util.Optional;

/** The reference destination keeps every rule where its records expire. */
class MemoryExpiringConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(() -> new MemoryDestination() {
            @Override
            Optional<Duration> expiry() {
                return Optional.of(Duration.ofHours(1));
            }
        });
        return new MemoryFixture();
    }
}
