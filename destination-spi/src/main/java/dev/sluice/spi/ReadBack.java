package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a record compares with the row that it should hold.
 *
 * @param status the comparison
 * @param differences names of the fields that differ, for {@link Status#DIFFERS}; else empty
 * @param display how the record looks at the target, for people, in one line; empty when there is none. The only text of the SPI that
 *     holds a row's values
 * @param expiresIn time until the record vanishes; empty if it stays or is not there
 */
public record ReadBack(Status status, List<String> differences, String display, Optional<Duration> expiresIn) {
    /** The result of a comparison. */
    public enum Status {
        /** The record holds the row. */
        MATCHES,
        /** The record holds other values. */
        DIFFERS,
        /** There is no such record. */
        ABSENT,
        /** What is there is nothing that such a run writes. */
        FOREIGN
    }

    public ReadBack {
        requireNonNull(status, "status");
        differences = List.copyOf(differences);
        requireNonNull(display, "display");
        requireNonNull(expiresIn, "expiresIn");
    }

    /** Hides the display, which holds a row's values. */
    @Override
    public String toString() {
        return "ReadBack(" + status + ", " + differences + ")";
    }
}
