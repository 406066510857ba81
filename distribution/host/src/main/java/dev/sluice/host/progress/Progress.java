package dev.sluice.host.progress;

import dev.sluice.host.ledger.RunCounters;
import java.util.Optional;
import java.util.OptionalLong;

/** Where a run is at the moment. Set by the thread that reads, told by another. */
public final class Progress {
    /** The phase ends only when the next begins. */
    private static final double NEARLY_DONE = 0.99;

    private final SyncListener listener;
    private volatile double dispatched;
    private SyncProgress.Phase phase;
    private long total = -1;
    private double told;

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
    public synchronized void enter(SyncProgress.Phase next, OptionalLong rows) {
        dispatched = 0;
        told = 0;
        total = rows.orElse(-1);
        phase = next;
        listener.heard(new SyncEvent.PhaseBegun(next, rows));
    }

    /** @param done how much of the phase was read or handed over, from 0 to 1; negative when that cannot be told */
    public void at(double done) {
        dispatched = done;
    }

    /**
     * Tells the listener how far the run is: of what was handed over only the part that has an outcome counts as done. Within a phase it never goes
     * back, whatever more there is to do than was known.
     *
     * @param waitsFor the code of what the destination waits for, if it does
     */
    public synchronized void tell(RunCounters counters, Optional<String> waitsFor) {
        listener.heard(new SyncEvent.Progressed(now(counters, waitsFor)));
    }

    private SyncProgress now(RunCounters counters, Optional<String> waitsFor) {
        double settled = switch (phase) {
            case COMPARING, COMMITTING -> 1;
            case WRITING -> counters.settledRows();
            case REMOVING -> counters.settledRemovals();
        };
        double read = dispatched;
        if (read >= 0) {
            told = Math.max(told, Math.min(read * settled, NEARLY_DONE));
        }
        return new SyncProgress(
                phase,
                read < 0 ? -1 : told,
                total < 0 ? OptionalLong.empty() : OptionalLong.of(total),
                counters.rows(),
                counters.removals(),
                waitsFor);
    }
}
