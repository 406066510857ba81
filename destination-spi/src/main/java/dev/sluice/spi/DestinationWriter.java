package dev.sluice.spi;

import java.util.List;

/**
 * One lane of a run: used by one thread at a time, and nothing stays buffered between calls.
 */
public interface DestinationWriter extends AutoCloseable {
    /**
     * Applies changes in order and answers with an outcome for each. When it returns, a written change can be read by others. It neither
     * modifies nor keeps the list. A batch has any size from 0.
     *
     * <p>Interrupting the thread ends the call within a second: what had no answer is indeterminate, and the interrupt flag stays set.
     *
     * @throws DestinationException only if no change can have been applied; category {@link ErrorCategory#CLOSED} after {@link #close()}
     */
    BatchResult write(List<Change> batch);

    /**
     * Called once after the last write, before {@link #close()}, if what this writer staged is to be committed. A writer that is closed
     * without it contributes nothing staged.
     *
     * @return what {@link DestinationRun#commit} needs of this writer; plain text without secrets, which a host may send to another process
     * @throws DestinationException if the writer cannot contribute
     */
    default String prepareCommit() {
        return "";
    }

    /** Releases every connection and thread of this writer. Idempotent; never called during {@link #write}; throws nothing checked. */
    @Override
    void close();
}
