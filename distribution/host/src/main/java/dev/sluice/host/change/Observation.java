package dev.sluice.host.change;

import dev.sluice.host.hash.RowHash;
import dev.sluice.host.history.RunEntry;
import dev.sluice.spi.Identity;
import dev.sluice.spi.Row;

/** Takes in the rows of a source, then compares them with what was written. For one thread. */
public interface Observation extends AutoCloseable {
    /**
     * Takes a row in without its values, if its record is known, unchanged and not due. Any other row is to be {@link #add added} next.
     *
     * @param ordinal as in {@link #add}
     * @param number as in {@link #add}
     */
    boolean isUnchanged(long ordinal, long number, RowHash hash);

    /**
     * Adds a row.
     *
     * @param ordinal its position in the pass, from 0, ascending
     * @param number its number, for people
     */
    void add(long ordinal, long number, Identity identity, Row row);

    /**
     * Keeps a record as it is, because its row is there and could not be read: it is not gone.
     *
     * @param identity of the row
     */
    void keep(Identity identity);

    /**
     * Ends the pass, makes the verdict and the run durable, and compares; once. Before this nothing of the state changes.
     *
     * @param run the run that is about to write
     */
    ComparedState compare(RunEntry run);

    /** Whether a run will take nothing back that {@link #isUnchanged} says, but for rows of one identity. */
    boolean believes(RunEntry run);

    /**
     * Ends the pass and compares as {@link #compare} does, and changes nothing of the state; once, in place of it.
     *
     * @param run the run that could be next
     */
    PlannedState preview(RunEntry run);

    /** Gives the rows up, if they were not compared. Idempotent. */
    @Override
    void close();
}
