package dev.sluice.host.change;

/** The source compared with what was written, for a run that does not take place. Nothing of the state has changed. For one thread. */
public interface PlannedState {
    /** How they differ. */
    Difference difference();

    /** The rows that the run would write or reject, in the order of the source. */
    ChangeCursor changes();

    /** The records without a row in the source. */
    Removals removals();
}
