package dev.sluice.cli.output;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.FailureText;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How fast the phase of a run is, what is left of it, and what it waits for, in words. Not safe for use by several threads. */
final class PhaseTime {
    /** Before that a share says little of the whole. */
    private static final Duration ENOUGH = Duration.ofSeconds(5);

    private static final double SHARE = 0.05;

    private Instant begun;
    private SyncProgress.@Nullable Phase phase;
    private long before;
    private long done;
    private @Nullable ErrorDetail why;
    private Instant waitsSince = Instant.MAX;

    PhaseTime(Instant now) {
        this.begun = now;
    }

    void heard(SyncEvent event, Instant now) {
        if (event instanceof SyncEvent.Told told && told.event() instanceof RunEvent.Waiting waiting) {
            waitsSince = why == null ? now : waitsSince;
            why = waiting.why();
        } else if (event instanceof SyncEvent.Progressed progressed) {
            heard(progressed.progress(), now);
        }
    }

    private void heard(SyncProgress progress, Instant now) {
        long next = done(progress);
        if (phase != progress.phase()) {
            begun = phase == null ? begun : now;
            before = phase == null ? 0 : next;
            phase = progress.phase();
        } else if (next > done) {
            why = null;
        }
        done = next;
    }

    /** What counts in a phase: rows that were read, rows or removals that have an outcome. */
    private static long done(SyncProgress progress) {
        SyncReport.Rows rows = progress.counts();
        return switch (progress.phase()) {
            case COMPARING -> rows.read();
            case WRITING, COMMITTING -> rows.written() + rows.skipped() + rows.rejected();
            case REMOVING -> progress.removals().removed();
        };
    }

    /** Rows a second and the time that is left, each where it can be told; begins with a comma. */
    String text(SyncProgress progress, Instant now) {
        Duration passed = Duration.between(begun, now);
        double seconds = passed.toMillis() / 1000.0;
        long settled = done - before;
        if (seconds < 1 || settled == 0) {
            return "";
        }
        String rate = ", " + ReportText.number((long) (settled / seconds)) + " rows/s";
        boolean tells = progress.fraction() >= SHARE && passed.compareTo(ENOUGH) >= 0 && why == null;
        return tells
                ? rate + ", " + clock((long) Math.ceil(seconds * (1 - progress.fraction()) / progress.fraction()))
                        + " left"
                : rate;
    }

    /** What the destination waits for, and since when; empty if it does not wait. */
    String waits(Instant now) {
        ErrorDetail reason = why;
        return reason == null ? "" : waitTime(now) + ": " + FailureText.message(reason);
    }

    /** Since when it waits. */
    String waitTime(Instant now) {
        return "waiting for " + clock(Duration.between(waitsSince, now).toSeconds());
    }

    /** The code of what it waits for; empty if it does not wait. */
    String waitCode() {
        ErrorDetail reason = why;
        return reason == null ? "" : reason.code();
    }

    private static String clock(long seconds) {
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
}
