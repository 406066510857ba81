package dev.sluice.spi;

import java.util.List;

/**
 * One run as a whole: opened before its first writer, in the process where the commit is called (in a distributed host: the driver).
 *
 * <p>Used by one thread, save for {@link #checkpoint}, which one other thread may call while writers write.
 */
public interface DestinationRun extends AutoCloseable {
    /** What writers in any process need, and {@link Destination#resolve} after a crash. The same on every call. */
    RunHandle handle();

    /**
     * What was found when the run opened, one for each place that keeps a marker. A destination that keeps none says so with
     * {@link RunMarker#NOT_KEPT}, which is the default.
     */
    default List<RunMarker> markers() {
        return List.of(RunMarker.NOT_KEPT);
    }

    /**
     * Every change of the groups up to this number is acknowledged by the target and durable in the host's state. Called by one thread at a
     * time while writers write; does nothing by default.
     *
     * @param number ascending, from 1; the last one again, 0 before the first, where the host only wants the marker looked at
     * @throws DestinationException with code {@code TARGET_REPLACED}, if the marker of this run is no longer there: the run ends
     */
    default void checkpoint(long number) {}

    /**
     * Ends the run once every writer is closed: what was accepted becomes visible, what was reported to the observer does not. A second call
     * of a staged run is answered like the first, and changes nothing.
     *
     * @param prepared what {@link DestinationWriter#prepareCommit} of each contributing writer returned; writers that are not among them
     *     contribute nothing staged
     * @throws DestinationException nothing became visible; or nobody knows, if it is {@linkplain DestinationException#indeterminate()
     *     indeterminate}. Any other throwable counts as indeterminate
     */
    CommitResult commit(List<String> prepared, CommitObserver observer);

    /** Releases what the run holds. Without a commit, discards what was staged. Idempotent. */
    @Override
    void close();
}
