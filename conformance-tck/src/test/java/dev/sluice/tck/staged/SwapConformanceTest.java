package dev.sluice.tck.staged;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.MemoryFixture;

/** The destination that swaps snapshots keeps every rule. */
class SwapConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(SwapDestination::new);
        return new MemoryFixture();
    }
}
