package dev.sluice.host.change;

import dev.sluice.spi.Identity;
import java.util.Set;

/** The source compared with what was written. Nothing is written to the target yet. For one thread. */
public interface ComparedState {
    /** How they differ. */
    Difference difference();

    /** Those of rows of the pass, by their positions, that are unchanged. */
    Set<Long> unchanged(Set<Long> ordinals);

    /**
     * Whether rows of which {@link Observation#isUnchanged} said that they are unchanged are to be written after all: because the target does not
     * have what was known, or two rows have one identity.
     *
     * @param others positions of rows that are not asked for
     */
    boolean takesBack(Set<Long> others);

    /**
     * Compares once more, where a record is uncertain, because the target does not have it as it was written. This stage ends.
     *
     * @return the stage to go on with
     */
    ComparedState doubt(Identity record);

    /**
     * Compares once more, where every known record is uncertain, and makes that durable. This stage ends.
     *
     * @return the stage to go on with
     */
    ComparedState doubtAll();

    /**
     * Makes durable that the records of all rows to write are uncertain from now on; once, before the first write.
     *
     * @param checkpoints is told of each group of outcomes that is durable
     */
    StartedState start(Checkpoints checkpoints);
}
