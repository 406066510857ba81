package dev.sluice.tck;

import dev.sluice.spi.ApiListing;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Holds the API of the kit, its rules included, until there is a release to compare with. */
final class ApiTest {
    @Test
    void theApiIsTheCommittedOne() throws IOException {
        ApiListing.check(DestinationConformance.class, "conformance-tck", "TCK");
    }
}
