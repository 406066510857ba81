package dev.sluice.spi;

import static dev.sluice.spi.RowError.requireText;
import static java.util.Objects.requireNonNull;

/** What became of one change. */
public sealed interface Outcome {
    /** The change is applied: the target said so for every part of it. A removal of a record that is not there is applied. */
    Written WRITTEN = new Written();

    /** See {@link #WRITTEN}, the only instance that is needed. */
    record Written() implements Outcome {}

    /**
     * The mode says to leave this record as it is; nothing was changed.
     *
     * @param reason stable code, such as {@code KEY_EXISTS}
     */
    record Skipped(String reason) implements Outcome {
        public Skipped {
            requireText(reason, "reason");
        }
    }

    /**
     * The change was refused and did not happen. Where a code is documented as partial, a part of it may have.
     *
     * @param error why
     */
    record Rejected(RowError error) implements Outcome {
        public Rejected {
            requireNonNull(error, "error");
        }
    }

    /**
     * It is not known whether the change happened, and the destination's retries are spent. It is safe to write it again.
     *
     * @param error why
     */
    record Indeterminate(RowError error) implements Outcome {
        public Indeterminate {
            requireNonNull(error, "error");
        }
    }
}
