package dev.sluice.host.change;

/** The source compared with what was written. Nothing is written to the target yet. For one thread. */
public interface ComparedState {
    /** How they differ. */
    Difference difference();

    /**
     * Makes durable that the records of all rows to write are uncertain from now on; once, before the first write.
     *
     * @param checkpoints is told of each group of outcomes that is durable
     */
    StartedState start(Checkpoints checkpoints);
}
