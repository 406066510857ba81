package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

/** One thing to do to a destination. */
public sealed interface Change {
    /** The row of a {@link Write}, or the identity fields of a {@link Remove}. */
    Row row();

    /**
     * Write a row as the mode says.
     *
     * @param row all fields to write
     */
    record Write(Row row) implements Change {
        public Write {
            requireNonNull(row, "row");
        }
    }

    /**
     * Remove a record; removing one that is not there is no error and counts as written. Occurs in modes that {@linkplain SyncMode#removes() remove}.
     *
     * @param row the identity fields alone, in the order of {@link WriteProfile#identity()}
     */
    record Remove(Row row) implements Change {
        public Remove {
            requireNonNull(row, "row");
        }
    }
}
