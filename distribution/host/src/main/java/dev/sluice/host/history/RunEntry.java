package dev.sluice.host.history;

/**
 * A run, as it enters the history of a state.
 *
 * @param runId unique
 * @param verdict how much of the state is believed
 * @param leavesMarker whether the run leaves a marker at the target
 * @param full whether no record is believed to hold its row, beside what the verdict says
 * @param removesForgotten whether records are removed that an earlier run forgot and that the source does not have; no effect under a verdict
 *     that lets nothing be removed
 */
public record RunEntry(String runId, Verdict verdict, boolean leavesMarker, boolean full, boolean removesForgotten) {
    /** Of a run that believes what the verdict says, and leaves forgotten records alone. */
    public RunEntry(String runId, Verdict verdict, boolean leavesMarker) {
        this(runId, verdict, leavesMarker, false, false);
    }

    /** A run at a target that keeps no marker: the state is believed. */
    public static RunEntry of(String runId) {
        return new RunEntry(runId, Verdict.TRUST, false);
    }
}
