package dev.sluice.tck.memory;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;

/** The reference destination keeps every rule. */
class MemoryConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(MemoryDestination::new);
        return new MemoryFixture();
    }
}
