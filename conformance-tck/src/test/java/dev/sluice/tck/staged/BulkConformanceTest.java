package dev.sluice.tck.staged;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryFixture;

/** The destination with a bulk API keeps every rule. */
class BulkConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(BulkDestination::new);
        return new MemoryFixture();
    }
}
