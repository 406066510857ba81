package dev.sluice.host.change;

/**
 * A run, as it enters the history of a state.
 *
 * @param runId unique
 * @param verdict how much of the state is believed
 * @param leavesMarker whether the run leaves a marker at the target
 */
public record RunEntry(String runId, Verdict verdict, boolean leavesMarker) {
    /** A run at a target that keeps no marker: the state is believed. */
    public static RunEntry of(String runId) {
        return new RunEntry(runId, Verdict.TRUST, false);
    }
}
