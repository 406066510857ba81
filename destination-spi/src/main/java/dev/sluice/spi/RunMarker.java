package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

/**
 * What a target holds of the last run that kept a marker there. The destination reports it; the host judges it, because it knows its
 * history.
 */
public sealed interface RunMarker {
    /** No marker is kept here: the destination has none, or the run has no {@link RunContext#syncId()}. */
    NotKept NOT_KEPT = new NotKept();

    /** There is no marker, where one would be kept. */
    Nothing NOTHING = new Nothing();

    /** A marker of a run. */
    static Found found(String runId, State state, long checkpoint) {
        return new Found(runId, state, checkpoint);
    }

    /** How far the run of a marker came. */
    enum State {
        /** It began, and was not committed. */
        OPEN,
        /** It was committed. */
        COMPLETE,
        /** Another run took the place of one that was open, or its marker was gone: named is that other run where there was one. */
        CONTESTED
    }

    /** See {@link #NOT_KEPT}, the only instance that is needed. */
    record NotKept() implements RunMarker {}

    /** See {@link #NOTHING}, the only instance that is needed. */
    record Nothing() implements RunMarker {}

    /**
     * A marker was found.
     *
     * @param runId of the run that left it
     * @param state how far that run came
     * @param checkpoint the last one of that run, from 1; 0 if it had none
     */
    record Found(String runId, State state, long checkpoint) implements RunMarker {
        /** @throws IllegalArgumentException if the run id is blank, or the checkpoint is below 0 */
        public Found {
            requireText(runId, "runId");
            requireNonNull(state, "state");
            if (checkpoint < 0) {
                throw new IllegalArgumentException("a checkpoint is 0 or more");
            }
        }
    }

    /**
     * The marker cannot be read or kept.
     *
     * @param why with the right to grant in its remedy
     */
    record Unreadable(ErrorDetail why) implements RunMarker {
        public Unreadable {
            requireNonNull(why, "why");
        }
    }
}
