package dev.sluice.cli.output;

import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.ReportText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on the error stream how far a sync is: a bar on a terminal, else a line every few seconds, or nothing. Rate
 * and time left are those of the phase; a wait of the destination is told with its reason and for how long.
 */
public final class ProgressDisplay implements SyncListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final int WHOLE = 1000;

    private final Console console;
    private final String sync;
    private final boolean quiet;
    private final boolean bars;
    private final Clock clock;
    private final PhaseTime time;
    private Instant next;
    private @Nullable ProgressBar bar;

    /** @param alone whether no other display shows a bar on the same terminal */
    public ProgressDisplay(Console console, String sync, boolean quiet, boolean alone, Clock clock) {
        this.console = console;
        this.sync = sync;
        this.quiet = quiet;
        this.bars = alone && console.terminal();
        this.clock = clock;
        Instant now = clock.instant();
        this.time = new PhaseTime(now);
        this.next = now.plus(BETWEEN_LINES);
    }

    @Override
    public synchronized void heard(SyncEvent event) {
        if (quiet) {
            return;
        }
        time.heard(event, clock.instant());
        if (event instanceof SyncEvent.Progressed progressed) {
            show(progressed.progress());
        }
    }

    private void show(SyncProgress progress) {
        if (bars) {
            draw(progress);
        } else if (!clock.instant().isBefore(next)) {
            next = clock.instant().plus(BETWEEN_LINES);
            console.say(sync + ": " + phase(progress) + percent(progress) + ", " + counts(progress)
                    + time.text(progress, clock.instant()) + waits(", "));
        }
    }

    private void draw(SyncProgress progress) {
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(sync)
                    .setInitialMax(WHOLE)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .hideEta()
                    .setConsumer(new ConsoleProgressBarConsumer(console.errorStream(), console.columns()))
                    .build();
        }
        bar.setExtraMessage(extra(progress));
        if (progress.fraction() < 0) {
            bar.maxHint(-1);
        } else {
            bar.maxHint(WHOLE);
            bar.stepTo((long) (progress.fraction() * WHOLE));
        }
    }

    /** A wait comes first: a narrow terminal shows the beginning alone. */
    private String extra(SyncProgress progress) {
        String waits = waits("");
        return waits.isEmpty()
                ? phase(progress) + ", " + ReportText.number(progress.counts().read()) + " rows"
                        + time.text(progress, clock.instant())
                : waits;
    }

    private String waits(String before) {
        String waits = time.waits(clock.instant());
        return waits.isEmpty() ? "" : before + console.redactor().redact(waits);
    }

    private static String phase(SyncProgress progress) {
        return switch (progress.phase()) {
            case COMPARING -> "comparing";
            case WRITING -> "writing";
            case REMOVING -> "removing";
            case COMMITTING -> "committing";
        };
    }

    private static String percent(SyncProgress progress) {
        return progress.fraction() < 0 ? "" : " " + (long) (progress.fraction() * 100) + " %";
    }

    private static String counts(SyncProgress progress) {
        return ReportText.number(progress.counts().read()) + " read, "
                + ReportText.number(progress.counts().written()) + " written, "
                + ReportText.number(progress.counts().rejected()) + " rejected";
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
