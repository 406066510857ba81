package dev.sluice.host.change;

/**
 * What the end of a run made of the rows that the destination had accepted. Of a run that was not committed: nothing.
 *
 * @param added accepted rows of kind {@link ChangeKind#ADDED} that are written now
 * @param changed those of kind {@link ChangeKind#CHANGED}
 * @param renewed those of kind {@link ChangeKind#RENEWED}
 */
public record FinishedState(long added, long changed, long renewed) {
    /** Of a run of which nothing was accepted. */
    public static final FinishedState NOTHING = new FinishedState(0, 0, 0);
}
