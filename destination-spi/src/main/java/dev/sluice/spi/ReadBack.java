package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a record compares with the row that it should hold. Made with {@link #builder}.
 *
 * @param status the comparison
 * @param differences names of the fields that differ, for {@link Status#DIFFERS}; else empty
 * @param display how the record looks at the target, for people, in one line; empty when there is none. With
 *     {@link Destination#preview} the only text of the SPI that holds a row's values
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

    /** Builds an answer. Without further calls it has no difference, no display, and does not expire. */
    public static Builder builder(Status status) {
        return new Builder(status);
    }

    /** Hides the display, which holds a row's values. */
    @Override
    public String toString() {
        return "ReadBack(" + status + ", " + differences + ")";
    }

    /** Builds a {@link ReadBack}. Not for use by several threads. */
    public static final class Builder {
        private final Status status;
        private List<String> differences = List.of();
        private String display = "";
        private Optional<Duration> expiresIn = Optional.empty();

        private Builder(Status status) {
            this.status = status;
        }

        /** The names of the fields that differ. */
        public Builder differences(List<String> names) {
            differences = names;
            return this;
        }

        /** How the record looks, in one line. */
        public Builder display(String line) {
            display = line;
            return this;
        }

        /** The time until the record vanishes, if it does. */
        public Builder expiresIn(Optional<Duration> time) {
            expiresIn = time;
            return this;
        }

        public ReadBack build() {
            return new ReadBack(status, differences, display, expiresIn);
        }
    }
}
