package dev.sluice.tck.audience;

import dev.sluice.spi.DestinationConfig;
import dev.sluice.tck.memory.MemoryEntry;
import dev.sluice.tck.memory.WrappedFixture;
import java.util.Map;

/** The fixture of the destination of membership lists. */
public final class AudienceFixture extends WrappedFixture {
    public AudienceFixture() {
        System.setProperty(MemoryEntry.ELSEWHERE, AudienceDestination.class.getName());
    }

    @Override
    public Map<String, DestinationConfig> targetsByIdentity() {
        return Map.of("email", matchBy("email"), "phone", matchBy("phone"));
    }

    @Override
    public void close() {
        System.clearProperty(MemoryEntry.ELSEWHERE);
        super.close();
    }

    private DestinationConfig matchBy(String field) {
        return target().with(AudienceDestination.MATCH_BY, field);
    }
}
