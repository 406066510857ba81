package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A kind of place that rows can be written to. Hosts find implementations with {@link java.util.ServiceLoader}: a public constructor
 * without parameters and without I/O. One object for each plugin and host; safe for use by several threads.
 *
 * <p>The life of a run:
 *
 * <ol>
 *   <li>The host asks {@link #spec()} what settings there are, and may {@link #check} them.
 *   <li>It describes the run in a {@link WriteRequest} and asks {@link #profile} to validate it and say how to drive it.
 *   <li>If it does not know how an earlier run of the same sync ended, it asks {@link #resolve} first.
 *   <li>It opens the run with {@link #openRun} and stores the {@link DestinationRun#handle() handle}.
 *   <li>It opens one writer or more with {@link #write}, up to {@link WriteProfile#parallelism()}, each for one thread, in this process or
 *       others, and sends the changes of one {@link Identity} in order: no writer is given one before the change ahead of it has its outcome
 *       or is in the same batch. Which writer that is may change, as a host opens more of them while a run goes on.
 *   <li>Each {@link DestinationWriter#write} answers with an outcome for every change. An indeterminate one, or
 *       {@link BatchResult#stop()}, ends the run. {@link DestinationRun#checkpoint} tells what the host has stored of them.
 *   <li>It calls {@link DestinationWriter#prepareCommit} on each writer that is to contribute, closes every writer, and then
 *       {@link DestinationRun#commit}s or {@linkplain DestinationRun#close() closes} the run.
 *   <li>It may read back what was written with {@link #reader}.
 * </ol>
 *
 * <p>A destination with a simple target implements {@link #spec}, {@link #check}, {@link #profile} and {@link #write}: everything else has
 * a default that fits it.
 *
 * <p>Only the destination retries. Every exception that it throws for reasons outside the caller's code is a
 * {@link DestinationException}; a null argument is a {@link NullPointerException}.
 */
public interface Destination extends AutoCloseable {
    /**
     * The version of this SPI. A constant that {@code javac} copies into every class that names it, so a plugin that passes it to
     * {@link DestinationSpec#builder} tells which SPI it was compiled with. Below 1.0 a plugin and its host need the same; from 1.0 on the
     * same major version, and a plugin not newer than its host.
     */
    String SPI_VERSION = "0.2";

    /** What this destination says of itself: the same answer every time, without I/O. */
    DestinationSpec spec();

    /** Whether this destination offers a mode. */
    default boolean supports(SyncMode mode) {
        return spec().modes().contains(requireNonNull(mode, "mode"));
    }

    /**
     * "Test connection": tries the settings step by step, within the request's timeout, and leaves no trace at the target, no connection
     * and no thread. Never throws for bad settings or a bad target: those are failed steps. Interrupting the thread ends it with a failed
     * step, and the interrupt flag stays set.
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
     * Opens one writer of a run, in any process.
     *
     * @param run the handle of the run, perhaps rebuilt from plain values
     * @throws DestinationException as {@link #profile} does, or when the target cannot be reached or refuses; then nothing stays open
     */
    DestinationWriter write(WriteRequest request, RunHandle run, RunContext context);

    /**
     * Opens a run, before its first writer. By default there is nothing to open, commit or remember.
     *
     * @throws DestinationException as {@link #write} does
     */
    default DestinationRun openRun(WriteRequest request, RunContext context) {
        requireNonNull(request, "request");
        return new PlainRun(RunHandle.of(context.runId()));
    }

    /**
     * Finds out what became of a run whose end the host did not see, and clears what it staged. Idempotent. A run that the target does not
     * know is {@link RunFate#NOT_COMMITTED}, or {@link RunFate#UNKNOWN} if something of it may still become visible.
     *
     * @param request of the run that is about to begin, for the same sync
     * @param unresolved the handle that was stored
     * @param observer told of exceptions, if the run turns out to be committed
     * @throws DestinationException when the target cannot be reached or refuses: nothing is known then
     */
    default RunFate resolve(WriteRequest request, RunHandle unresolved, RunContext context, CommitObserver observer) {
        requireNonNull(request, "request");
        return RunFate.NOT_COMMITTED;
    }

    /**
     * Opens a reader of records that such a run has written, if this destination can read. Opens no run and leaves no trace.
     *
     * @throws DestinationException as {@link #write} does
     */
    default Optional<RecordReader> reader(WriteRequest request, RunContext context) {
        requireNonNull(request, "request");
        return Optional.empty();
    }

    /**
     * How the records of these rows would look at the target, or why a row would have none: for people, one line for each row, in order,
     * without I/O. With {@link ReadBack#display()} the only text of the SPI that holds values of rows. Empty if the destination has no such
     * form.
     *
     * @throws DestinationException as {@link #profile} does
     */
    default List<String> preview(WriteRequest request, List<Row> rows) {
        requireNonNull(request, "request");
        requireNonNull(rows, "rows");
        return List.of();
    }

    /**
     * The codes that this destination may report, each once, so that a host can say what one means: the same answer every time, without
     * I/O. Those of {@link ErrorCode#COMMON} need not be among them. Empty if it has no such list.
     */
    default List<ErrorCode> errors() {
        return List.of();
    }

    /** Releases what the writers of this process share. Called once, when no run, writer or reader is open any more. */
    @Override
    default void close() {}
}
