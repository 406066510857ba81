package dev.sluice.host.history;

import java.util.OptionalLong;

/** How much of a state is believed, after a look at the target. */
public sealed interface Verdict {
    /** All of it. */
    Trust TRUST = new Trust();

    /** See {@link #TRUST}, the only instance that is needed. */
    record Trust() implements Verdict {}

    /**
     * What was written up to a run. Records of later runs are uncertain, and so are those that later runs removed: they are written if the
     * source has them again, else removed again.
     *
     * @param runId a run of the history
     * @param checkpoint if present, the run's own rows and removals after this checkpoint are uncertain too
     */
    record UpTo(String runId, OptionalLong checkpoint) implements Verdict {}

    /**
     * No record is believed to hold its row: every row is written again.
     *
     * @param removes false if the records are gone, so that what is there now may belong to others: nothing is removed; what is known and
     *     what was removed is kept as forgotten, until a row of it is written
     */
    record Nothing(boolean removes) implements Verdict {}
}
