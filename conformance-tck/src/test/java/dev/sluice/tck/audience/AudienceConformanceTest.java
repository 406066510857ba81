package dev.sluice.tck.audience;

import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import dev.sluice.tck.memory.MemoryEntry;

/** The destination of membership lists keeps every rule. */
class AudienceConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(AudienceDestination::new);
        return new AudienceFixture();
    }
}
