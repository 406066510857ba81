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
import org.jspecify.annotations.Nullable;

/**
 * Shows on the error stream how far a sync is: a bar on a terminal, else a line every few seconds, or nothing. Rate
 * and time left are those of the phase; a wait of the destination is told with its reason and for how long.
 */
public final class ProgressDisplay implements SyncListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private final Console console;
    private final String sync;
    private final boolean quiet;
    private final boolean bars;
    private final Clock clock;
    private final PhaseTime time;
    private Instant next;
    private @Nullable ProgressBar bar;
    private volatile String line = "";

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
        line = line(progress);
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setUpdateIntervalMillis(200)
                    .setRenderer((state, width) -> line)
                    .setConsumer(new ConsoleProgressBarConsumer(console.errorStream(), console.columns()))
                    .build();
        }
    }

    private String line(SyncProgress progress) {
        ProgressLine shown = new ProgressLine(console.columns());
        Instant now = clock.instant();
        String waits = time.waits(now);
        if (waits.isEmpty()) {
            shown.add(phase(progress) + percent(progress));
            int bars = shown.insert(0, sync + ": ") ? 2 : 1;
            shown.add(", " + ReportText.number(progress.counts().read()) + " rows");
            shown.add(time.text(progress, now));
            if (progress.fraction() >= 0) {
                shown.bar(bars, progress.fraction());
            }
        } else if (!shown.add(console.redactor().redact(waits))) {
            // What for is told as far as there is room for it.
            shown.add(time.waitTime(now));
            shown.add(": " + time.waitCode());
            shown.insert(0, sync + ": ");
        } else {
            shown.insert(0, sync + ": ");
        }
        return shown.text();
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
