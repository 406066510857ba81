package dev.sluice.host.history;

import java.util.List;

/**
 * The runs that wrote to the target of a state.
 *
 * @param runIds oldest first; runs of the last 14 days, at least the last one
 * @param leftMarker whether one of them left a marker at the target
 */
public record RunHistory(List<String> runIds, boolean leftMarker) {
    /** Of a state that is new. */
    public static final RunHistory NONE = new RunHistory(List.of(), false);

    public RunHistory {
        runIds = List.copyOf(runIds);
    }
}
