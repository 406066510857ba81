package dev.sluice.host.progress;

import dev.sluice.host.ledger.RunCounters;
import java.util.Optional;
import java.util.OptionalLong;

/** Where a run is at the moment. Set by the thread that reads, looked at by the one that tells. */
public final class Progress {
    /** The phase ends only when the next begins: the last rows are still on their way. */
    private static final double NEARLY_DONE = 0.999;

    private volatile SyncProgress.Phase phase;
    private volatile double fraction;
    private volatile long total = -1;

    /** Of a run that begins with this phase. */
    public Progress(SyncProgress.Phase first) {
        this.phase = first;
    }

    /** @param rows the size of the phase, where known */
    public void enter(SyncProgress.Phase next, OptionalLong rows) {
        fraction = 0;
        total = rows.orElse(-1);
        phase = next;
    }

    /** @param done how much of the phase is done, from 0 to 1; negative when that cannot be told */
    public void at(double done) {
        fraction = Math.min(done, NEARLY_DONE);
    }

    /**
     * How far the run is.
     *
     * @param waitsFor the code of what the destination waits for, if it does
     */
    public SyncProgress now(RunCounters counters, Optional<String> waitsFor) {
        long rows = total;
        return new SyncProgress(
                phase,
                fraction,
                rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows),
                counters.rows(),
                counters.removals(),
                waitsFor);
    }
}
