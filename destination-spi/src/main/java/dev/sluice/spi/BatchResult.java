package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One {@link Outcome} for every change of a batch, in the batch's order; and, if the run must end here, the reason. A batch that was
 * wholly written costs one small object.
 */
public final class BatchResult {
    private final int size;
    private final Outcome everywhere;
    private final @Nullable List<Outcome> outcomes;
    private final @Nullable DestinationException stop;

    private BatchResult(
            int size, Outcome everywhere, @Nullable List<Outcome> outcomes, @Nullable DestinationException stop) {
        this.size = size;
        this.everywhere = everywhere;
        this.outcomes = outcomes;
        this.stop = stop;
    }

    /** Every one of {@code size} changes was written. */
    public static BatchResult allWritten(int size) {
        return new BatchResult(size, Outcome.WRITTEN, null, null);
    }

    /** Every one of {@code size} changes was accepted, and the commit decides. */
    public static BatchResult allAccepted(int size) {
        return new BatchResult(size, Outcome.ACCEPTED, null, null);
    }

    /** A builder for the outcomes of {@code size} changes, each to be set before {@link Builder#build()}. */
    public static Builder builder(int size) {
        return new Builder(size);
    }

    /** The number of changes. */
    public int size() {
        return size;
    }

    /** Whether every change was written and the run may go on. */
    public boolean isAllWritten() {
        return outcomes == null && stop == null && everywhere == Outcome.WRITTEN;
    }

    /** The outcome of the change at a position from 0. */
    public Outcome outcome(int position) {
        if (position < 0 || position >= size) {
            throw new IndexOutOfBoundsException(position);
        }
        return outcomes == null ? everywhere : outcomes.get(position);
    }

    /** Why the run must end after this batch, if it must. */
    public Optional<DestinationException> stop() {
        return Optional.ofNullable(stop);
    }

    /** Collects the outcomes of one batch. Not for use by several threads. */
    public static final class Builder {
        private final @Nullable Outcome[] outcomes;
        private @Nullable DestinationException stop;

        private Builder(int size) {
            this.outcomes = new @Nullable Outcome[size];
        }

        /** Sets the outcome of the change at a position from 0; the last one set stands. */
        public Builder set(int position, Outcome outcome) {
            outcomes[position] = requireNonNull(outcome, "outcome");
            return this;
        }

        /** Sets this outcome for every change that has none yet. */
        public Builder setRest(Outcome outcome) {
            requireNonNull(outcome, "outcome");
            for (int i = 0; i < outcomes.length; i++) {
                if (outcomes[i] == null) {
                    outcomes[i] = outcome;
                }
            }
            return this;
        }

        /** Whether the change at a position has an outcome. */
        public boolean isSet(int position) {
            return outcomes[position] != null;
        }

        /** Ends the run after this batch; the first reason stands. */
        public Builder stop(DestinationException reason) {
            if (stop == null) {
                stop = requireNonNull(reason, "reason");
            }
            return this;
        }

        /** @throws IllegalStateException if a change has no outcome */
        public BatchResult build() {
            boolean allWritten = true;
            for (int i = 0; i < outcomes.length; i++) {
                if (outcomes[i] == null) {
                    throw new IllegalStateException("no outcome for change " + i + " of " + outcomes.length);
                }
                allWritten &= outcomes[i] instanceof Outcome.Written;
            }
            @SuppressWarnings("NullAway") // every element is set, as checked above
            List<Outcome> all = allWritten ? null : List.copyOf(Arrays.asList(outcomes));
            return new BatchResult(outcomes.length, Outcome.WRITTEN, all, stop);
        }
    }
}
