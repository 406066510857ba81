package dev.sluice.host.sync;

import java.util.OptionalLong;

/** Where a run is at the moment. Set by the thread that reads, looked at by the one that tells. */
final class Course {
    private volatile SyncProgress.Phase phase;
    private volatile double fraction;
    private volatile long total = -1;

    Course(SyncProgress.Phase first) {
        this.phase = first;
    }

    void enter(SyncProgress.Phase next, OptionalLong rows) {
        fraction = 0;
        total = rows.orElse(-1);
        phase = next;
    }

    void at(double done) {
        fraction = done;
    }

    SyncProgress progress(Tally tally) {
        long rows = total;
        return new SyncProgress(
                phase,
                fraction,
                rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows),
                tally.rows(),
                tally.removals());
    }
}
