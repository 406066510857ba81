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
        return new After(time, 0);
    }

    /** They vanish when a field of their row says; where it is null or missing they stay. */
    static InField inField(String name) {
        return new InField(name, Optional.empty(), 0);
    }

    /** They vanish when a field of their row says; where it is null or missing, this long after they were written. */
    static InField inField(String name, Duration otherwise) {
        return new InField(name, Optional.of(after(otherwise).time()), 0);
    }

    /** See {@link #NONE}, the only instance that is needed. */
    record None() implements Expiry {
        @Override
        public None shortenedBy(int percent) {
            return this;
        }
    }

    /**
     * The same, where a destination shortens times at random, so that not all records vanish in one second. A moment is not shortened.
     *
     * @param percent by how much at most, from 0 to 99
     */
    Expiry shortenedBy(int percent);

    private static void requirePercent(int percent) {
        if (percent < 0 || percent > 99) {
            throw new IllegalArgumentException("a time is shortened by 0 to 99 percent");
        }
    }

    private static Duration shortened(Duration time, int percent) {
        return time.minus(time.multipliedBy(percent).dividedBy(100));
    }

    /**
     * A fixed time after the write.
     *
     * @param time positive
     * @param shortenedBy by how many percent of it a record may vanish earlier
     */
    record After(Duration time, int shortenedBy) implements Expiry {
        /** @throws IllegalArgumentException if the time is not positive, or would be shortened by more than 99 percent */
        public After {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("an expiry is positive");
            }
            requirePercent(shortenedBy);
        }

        @Override
        public After shortenedBy(int percent) {
            return new After(time, percent);
        }

        /** The time after which nobody knows whether the record is still there. */
        public Duration shortest() {
            return shortened(time, shortenedBy);
        }
    }

    /**
     * As a field of each row says. {@link FieldType#INTEGER}: seconds from the write, renewed like a fixed time.
     * {@link FieldType#INSTANT}, or {@link FieldType#TIMESTAMP} taken as UTC: the moment itself, never renewed. A row whose time is over has
     * no record: a mirror removes the one that it wrote, every other mode skips the row.
     *
     * @param field its name
     * @param otherwise the time after the write where the field is null or missing; empty: then the record stays
     * @param shortenedBy by how many percent of a time from the write a record may vanish earlier
     */
    record InField(String field, Optional<Duration> otherwise, int shortenedBy) implements Expiry {
        /** @throws IllegalArgumentException if there is no field, or times would be shortened by more than 99 percent */
        public InField {
            requireText(field, "field");
            requireNonNull(otherwise, "otherwise");
            requirePercent(shortenedBy);
        }

        @Override
        public InField shortenedBy(int percent) {
            return new InField(field, otherwise, percent);
        }

        /** The least that is left of a time from the write. */
        public Duration shortest(Duration time) {
            return shortened(time, shortenedBy);
        }
    }
}
