package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;

import java.time.Duration;

/** When the records of a run vanish unless they are written again. */
public sealed interface Expiry {
    /** They stay. */
    None NONE = new None();

    /** They vanish this long after they were written. */
    static After after(Duration time) {
        return new After(time);
    }

    /** They vanish when a field of their row says. */
    static InField inField(String name) {
        return new InField(name);
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
     * {@link FieldType#INSTANT}, or {@link FieldType#TIMESTAMP} taken as UTC: the moment itself, never renewed.
     *
     * @param field its name
     */
    record InField(String field) implements Expiry {
        public InField {
            requireText(field, "field");
        }
    }
}
