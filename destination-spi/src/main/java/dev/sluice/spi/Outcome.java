package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

/** What became of one change. Made with the constants and factories. */
public sealed interface Outcome {
    /** The change is applied: the target said so for every part of it. A removal of a record that is not there is applied. */
    Written WRITTEN = new Written();

    /**
     * The change is taken, and {@link DestinationRun#commit} decides its fate. Only of a destination whose profile is
     * {@linkplain WriteProfile#staged() staged}.
     */
    Accepted ACCEPTED = new Accepted();

    /** The record stays as it is, for this reason. */
    static Skipped skipped(String reason) {
        return new Skipped(reason);
    }

    /** The change did not happen, for this reason. */
    static Rejected rejected(ErrorDetail error) {
        return new Rejected(error);
    }

    /** Nobody knows whether the change happened, for this reason. */
    static Indeterminate indeterminate(ErrorDetail error) {
        return new Indeterminate(error);
    }

    /** See {@link #WRITTEN}, the only instance that is needed. */
    record Written() implements Outcome {}

    /** See {@link #ACCEPTED}, the only instance that is needed. */
    record Accepted() implements Outcome {}

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
    record Rejected(ErrorDetail error) implements Outcome {
        public Rejected {
            requireNonNull(error, "error");
        }
    }

    /**
     * It is not known whether the change happened, and the destination's retries are spent. It is safe to write it again.
     *
     * @param error why
     */
    record Indeterminate(ErrorDetail error) implements Outcome {
        public Indeterminate {
            requireNonNull(error, "error");
        }
    }
}
