package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/** When the records of a run vanish unless they are written again. */
public sealed interface Expiry {
    /** They stay. */
    None NONE = new None();

    /** They vanish this long after they were written. */
    static After after(Duration time) {
        return new After(time);
    }

    /** They vanish when a field of their row says; where it is null or missing they stay. */
    static InField inField(String name) {
        return new InField(name, Optional.empty());
    }

    /** They vanish when a field of their row says; where it is null or missing, this long after they were written. */
    static InField inField(String name, Duration otherwise) {
        return new InField(name, Optional.of(after(otherwise).time()));
    }

    /** See {@link #NONE}, the only instance that is needed. */
    record None() implements Expiry {}

    /**
     * A fixed time after the write.
     *
     * @param time positive
     */
    record After(Duration time) implements Expiry {
        /** @throws IllegalArgumentException if the time is not positive */
        public After {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("an expiry is positive");
            }
        }
    }

    /**
     * As a field of each row says. {@link FieldType#INTEGER}: seconds from the write, renewed like a fixed time.
     * {@link FieldType#INSTANT}, or {@link FieldType#TIMESTAMP} taken as UTC: the moment itself, never renewed. A row whose time is over has
     * no record: a mirror removes the one that it wrote, every other mode skips the row.
     *
     * @param field its name
     * @param otherwise the time after the write where the field is null or missing; empty: then the record stays
     */
    record InField(String field, Optional<Duration> otherwise) implements Expiry {
        public InField {
            requireText(field, "field");
            requireNonNull(otherwise, "otherwise");
        }
    }
}
