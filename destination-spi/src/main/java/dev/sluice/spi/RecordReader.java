package dev.sluice.spi;

import java.util.List;
import java.util.Optional;

/** Reads back what a run has written, and changes nothing. Used by one thread at a time. */
public interface RecordReader extends AutoCloseable {
    /**
     * Compares records with the rows that they should hold.
     *
     * @param expected rows as they were given to the writer
     * @return one answer for each row, in order
     * @throws DestinationException if the target cannot be reached or refuses; category {@link ErrorCategory#CLOSED} after {@link #close()}
     */
    List<ReadBack> read(List<Row> expected);

    /**
     * The markers of the sync as they are, read and not replaced, one for each place that keeps one.
     *
     * @throws DestinationException as {@link #read} does
     */
    default List<RunMarker> markers() {
        return List.of(RunMarker.NOT_KEPT);
    }

    /**
     * What memory the target has, and what records of some rows would take of it; empty if it does not tell, or no memory limits it. A plan
     * shows it.
     *
     * @param some rows of the run, at least one
     * @throws DestinationException as {@link #read} does
     */
    default Optional<TargetMemory> memory(List<Row> some) {
        return Optional.empty();
    }

    /** Releases every connection and thread of this reader. Idempotent. */
    @Override
    void close();
}
