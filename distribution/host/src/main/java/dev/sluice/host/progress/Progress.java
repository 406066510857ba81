package dev.sluice.host.progress;

import dev.sluice.host.ledger.RunCounters;
import java.util.Optional;
import java.util.OptionalLong;

/** Where a run is at the moment. Set by the thread that reads, looked at by the one that tells. */
public final class Progress {
    /** The phase ends only when the next begins. */
    private static final double NEARLY_DONE = 0.99;

    private final SyncListener listener;
    private volatile SyncProgress.Phase phase;
    private volatile double dispatched;
    private volatile long total = -1;

    /**
     * Of a run that begins with this phase.
     *
     * @param listener is told of every phase that is entered
     */
    public Progress(SyncProgress.Phase first, SyncListener listener) {
        this.phase = first;
        this.listener = listener;
    }

    /** @param rows the size of the phase, where known */
    public void enter(SyncProgress.Phase next, OptionalLong rows) {
        dispatched = 0;
        total = rows.orElse(-1);
        phase = next;
        listener.heard(new SyncEvent.PhaseBegun(next, rows));
    }

    /** @param done how much of the phase was read or handed over, from 0 to 1; negative when that cannot be told */
    public void at(double done) {
        dispatched = done;
    }

    /**
     * How far the run is: of what was handed over only the part that has an outcome counts as done.
     *
     * @param waitsFor the code of what the destination waits for, if it does
     */
    public SyncProgress now(RunCounters counters, Optional<String> waitsFor) {
        long rows = total;
        double settled = switch (phase) {
            case COMPARING, COMMITTING -> 1;
            case WRITING -> counters.settledRows();
            case REMOVING -> counters.settledRemovals();
        };
        return new SyncProgress(
                phase,
                Math.min(dispatched * (dispatched < 0 ? 1 : settled), NEARLY_DONE),
                rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows),
                counters.rows(),
                counters.removals(),
                waitsFor);
    }
}
