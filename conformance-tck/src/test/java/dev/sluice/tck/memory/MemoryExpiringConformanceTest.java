package dev.sluice.tck.memory;

import dev.sluice.spi.Expiry;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import java.time.Duration;

/** The reference destination keeps every rule with records that expire. */
class MemoryExpiringConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(() -> new MemoryDestination() {
            @Override
            public Expiry expiry() {
                return Expiry.after(Duration.ofHours(1));
            }
        });
        return new MemoryFixture();
    }
}
