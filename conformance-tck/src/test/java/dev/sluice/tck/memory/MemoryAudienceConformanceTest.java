package dev.sluice.tck.memory;

import dev.sluice.spi.SyncMode;
import dev.sluice.tck.ConformanceFixture;
import dev.sluice.tck.DestinationConformance;
import java.util.EnumSet;
import java.util.Set;

/** The reference destination keeps every rule with audience modes. */
class MemoryAudienceConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(() -> new MemoryDestination() {
            @Override
            public Set<SyncMode> modes() {
                return EnumSet.allOf(SyncMode.class);
            }
        });
        return new MemoryFixture();
    }
}
