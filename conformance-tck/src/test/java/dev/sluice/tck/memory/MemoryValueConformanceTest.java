package dev.sluice.tck.memory;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The reference destination keeps every rule with records that are one field of their rows. */
class MemoryValueConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(ValueDestination::new);
        return new ValueFixture();
    }
}
