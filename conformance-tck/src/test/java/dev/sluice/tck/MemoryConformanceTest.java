package dev.sluice.tck;

/** The reference destination keeps every rule. */
class MemoryConformanceTest extends DestinationConformance {
    @Override
    protected ConformanceFixture fixture() {
        MemoryEntry.use(MemoryDestination::new);
        return new MemoryFixture();
    }
}
