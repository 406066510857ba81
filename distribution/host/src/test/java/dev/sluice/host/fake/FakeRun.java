package dev.sluice.host.fake;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What listeners hear of a run that never was: the mirror of {@code users.csv} to a destination {@code fake}. */
public final class FakeRun {
    private FakeRun() {}

    public static SyncEvent.Started started(String run, String sync) {
        return new SyncEvent.Started(
                run, SyncEvent.Purpose.SYNC, sync, Optional.of(new SyncEvent.Resolved("fake", "0.1", SyncMode.MIRROR)));
    }

    /** Rows that are neither written nor rejected are not attempted yet. */
    public static SyncEvent.Progressed progress(
            SyncProgress.Phase phase, double fraction, long read, long written, long rejected) {
        return new SyncEvent.Progressed(new SyncProgress(
                phase,
                fraction,
                OptionalLong.empty(),
                new SyncReport.Rows(read, written, 0, 0, 0, 0, 0, rejected, 0, read - written - rejected),
                SyncReport.Removals.NONE,
                Optional.empty()));
    }

    public static SyncEvent.Progressed writing(long read, long written) {
        return progress(SyncProgress.Phase.WRITING, -1, read, written, 0);
    }

    /** One that took a second and a quarter. */
    public static SyncReport report(
            String sync,
            SyncReport.Ended ended,
            Optional<ErrorDetail> failure,
            SyncReport.Rows rows,
            SyncReport.Removals removals) {
        return new SyncReport(
                sync,
                "users.csv",
                "fake",
                "fake://db1/users",
                SyncMode.MIRROR,
                Optional.empty(),
                Instant.EPOCH,
                Duration.ofMillis(1_250),
                ended,
                failure,
                Optional.empty(),
                rows,
                removals,
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                0,
                List.of());
    }

    /** A run that failed, or else came to its end. */
    public static SyncEvent.Ended ended(
            String sync, Optional<ErrorDetail> failure, SyncReport.Rows rows, SyncReport.Removals removals) {
        SyncReport.Ended how = failure.isEmpty() ? SyncReport.Ended.COMPLETED : SyncReport.Ended.FAILED;
        return SyncEvent.Ended.with(report(sync, how, failure, rows, removals));
    }
}
