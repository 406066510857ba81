package dev.sluice.spi;

import java.util.List;
import java.util.Optional;

/**
 * A kind of place that rows can be written to. Hosts find implementations with {@link java.util.ServiceLoader}: a public constructor
 * without parameters and without I/O. Safe for use by several threads.
 *
 * <p>The life of a run:
 *
 * <ol>
 *   <li>The host asks {@link #spec()} what settings there are, and may {@link #check} them.
 *   <li>It describes the run in a {@link WriteRequest} and asks {@link #profile} to validate it and say how to drive it.
 *   <li>It opens one writer or more with {@link #write}, up to {@link WriteProfile#parallelism()}, each for one thread, and sends the
 *       changes of one {@link Identity} in order: no writer is given one before the change ahead of it has its outcome or is in the same
 *       batch. Which writer that is may change, as a host opens more of them while a run goes on.
 *   <li>Each {@link DestinationWriter#write} answers with an outcome for every change. An indeterminate one, or
 *       {@link BatchResult#stop()}, ends the run.
 *   <li>It closes every writer, and may read back what was written with {@link #reader}.
 * </ol>
 *
 * <p>Only the destination retries. Every exception that it throws for reasons outside the caller's code is a
 * {@link DestinationException}; a null argument is a {@link NullPointerException}.
 */
public interface Destination {
    /** What this destination says of itself: the same answer every time, without I/O. */
    DestinationSpec spec();

    /** Whether this destination offers a mode. */
    default boolean supports(SyncMode mode) {
        return spec().modes().contains(java.util.Objects.requireNonNull(mode, "mode"));
    }

    /**
     * "Test connection": tries the settings step by step, within the request's timeout, and leaves no trace at the target, no connection
     * and no thread. Never throws for bad settings or a bad target: those are failed steps.
     *
     * @param observer told of each step as it ends, on the calling thread
     */
    CheckReport check(CheckRequest request, CheckObserver observer);

    /**
     * Validates a request wholly, without I/O, and says how its run is to be driven.
     *
     * @throws DestinationException of category {@link ErrorCategory#CONFIGURATION} with all problems, or
     *     {@link ErrorCategory#UNSUPPORTED_MODE}
     */
    WriteProfile profile(WriteRequest request);

    /**
     * Opens one writer.
     *
     * @throws DestinationException as {@link #profile} does, or when the target cannot be reached or refuses; then nothing stays open
     */
    DestinationWriter write(WriteRequest request);

    /**
     * Opens a reader of records that such a run has written, if this destination can read.
     *
     * @throws DestinationException as {@link #write} does
     */
    default Optional<RecordReader> reader(WriteRequest request) {
        return Optional.empty();
    }

    /**
     * The codes that this destination may report, each once, so that a host can say what one means: the same answer every time, without
     * I/O. Those of {@link ErrorCode#COMMON} need not be among them. Empty if it has no such list.
     */
    default List<ErrorCode> errors() {
        return List.of();
    }
}
