package dev.sluice.spi;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Holds the API of the SPI, until there is a release to compare with. */
final class ApiTest {
    @Test
    void theApiIsTheCommittedOne() throws IOException {
        ApiListing.check(Destination.class, "destination-spi", "SPI");
    }
}
