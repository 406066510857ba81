package dev.sluice.tck.memory;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The reference destination keeps every rule with records that expire by a field of their rows. */
class MemoryExpiringByFieldConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(ExpiringDestination::new);
        return new ExpiringFixture();
    }
}
