package dev.sluice.host.change;

import dev.sluice.host.hash.RowHash;
import dev.sluice.host.history.RunEnd;
import dev.sluice.spi.Identity;

/**
 * The run writes to the target. Outcomes may be told by several threads, everything else by one. They are made durable in groups, about once
 * a second or every 50,000.
 */
public interface StartedState {
    /** The rows to write or to reject, in the order of the source. */
    ChangeCursor changes();

    /** The records without a row in the source. */
    Removals removals();

    /**
     * A record holds a row now.
     *
     * @param hash as {@link ChangeCursor#verify} gave it
     */
    void written(Identity identity, RowHash hash);

    /** A record is gone. */
    void removed(Identity identity);

    /**
     * The destination refused a row, or left alone what is there. Of a row of kind {@link ChangeKind#ADDED} the state then knows what it knew
     * before: a record of another may be there. A known record is uncertain.
     */
    void notWritten(Identity identity);

    /** The destination took a row; the end of the run decides. */
    void accepted(Identity identity, RowHash hash);

    /** The destination took a removal; the end of the run decides. */
    void removalAccepted(Identity identity);

    /** The commit refused what was accepted, or left the record as it is: as {@link #notWritten}; a record to be removed stays known. */
    void refused(Identity identity);

    /**
     * Every change has its outcome: makes outcomes durable and reaches their checkpoint. No checkpoint is reached after this; only {@link
     * #refused} and {@link #finish} follow. To be called before the run commits at the target, which ends its checkpoints.
     */
    void settle();

    /** The run has ended at the target; once. No checkpoint is reached after this. */
    FinishedState finish(RunEnd end);
}
