package dev.sluice.tck.memory;

import dev.sluice.spi.DestinationConfig;
import java.util.Map;
import java.util.Optional;

/** The fixture of the reference destination whose records may expire by a field of their rows. */
public final class ExpiringFixture extends WrappedFixture {
    public ExpiringFixture() {
        System.setProperty(MemoryEntry.ELSEWHERE, ExpiringDestination.class.getName());
    }

    @Override
    public Optional<DestinationConfig> targetExpiringBy(String field) {
        return Optional.of(target().with(ExpiringDestination.BY, field));
    }

    @Override
    public DestinationConfig optionalTarget() {
        return DestinationConfig.of(Map.of(ExpiringDestination.BY, "score"));
    }

    @Override
    public void close() {
        System.clearProperty(MemoryEntry.ELSEWHERE);
        super.close();
    }
}
