package dev.sluice.spi;

import java.util.List;

/** Reads back records that a run has written. Used by one thread at a time. */
public interface RecordReader extends AutoCloseable {
    /**
     * Compares records with the rows that they should hold.
     *
     * @param expected rows as they were given to the writer
     * @return one answer for each row, in order
     * @throws DestinationException if the target cannot be reached or refuses; category {@link ErrorCategory#CLOSED} after {@link #close()}
     */
    List<ReadBack> read(List<Row> expected);

    /** Releases every connection and thread of this reader. Idempotent. */
    @Override
    void close();
}
