package dev.sluice.host.report;

import dev.sluice.spi.ReadBack;
import java.util.Optional;

/** A record as the target has it, for people. */
public final class RecordText {
    private RecordText() {}

    /** One line, with the time until the record expires; empty if the target shows none. Holds values of the row. */
    public static Optional<String> of(ReadBack found) {
        String expires = found.expiresIn()
                .map(left -> "; expires in " + left.toSeconds() + " s")
                .orElse("");
        return found.display().isEmpty() ? Optional.empty() : Optional.of(found.display() + expires);
    }
}
