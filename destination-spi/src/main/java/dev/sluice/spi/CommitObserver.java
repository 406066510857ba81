package dev.sluice.spi;

/**
 * Told of the exceptions of a commit. Called on the thread that commits, while it does; every accepted change that is not reported is
 * written.
 *
 * <p>The change is the one that was accepted where the target returns the whole row, else a {@link Change.Remove} of its identity fields.
 */
public interface CommitObserver {
    /** An observer that does nothing. */
    CommitObserver NONE = new CommitObserver() {
        @Override
        public void rejected(Change change, ErrorDetail error) {}

        @Override
        public void skipped(Change change, String reason) {}
    };

    /** An accepted change was refused and did not happen. */
    void rejected(Change change, ErrorDetail error);

    /** An accepted change left its record as it is; {@code reason} as in {@link Outcome.Skipped}. */
    void skipped(Change change, String reason);
}
