package dev.sluice.host.state;

import java.time.Instant;

/**
 * A run in the history of a sync.
 *
 * @param number counts the runs of the sync, from 1
 * @param id what the marker at the target has
 * @param started when it entered the history
 * @param leavesMarker whether it left a marker at the target
 */
public record PastRun(int number, String id, Instant started, boolean leavesMarker) {}
