package dev.sluice.cli.output;

import dev.sluice.cli.installation.Version;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.progress.SyncProgress;
import dev.sluice.host.report.FailureText;
import dev.sluice.host.source.Source;
import dev.sluice.spi.Destination;
import dev.sluice.spi.Field;
import dev.sluice.spi.RunEvent;
import dev.sluice.spi.WriteProfile;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** What {@code --verbose} adds on the error stream: what a run works with, each event as it happens, and where a failure came from. */
public final class RunLog implements SyncListener {
    private final Console console;
    private final SyncListener further;
    private final Clock clock;
    private SyncProgress.Phase phase = SyncProgress.Phase.COMMITTING;

    /** @param further is told everything too */
    public RunLog(Console console, SyncListener further, Clock clock) {
        this.console = console;
        this.further = further;
        this.clock = clock;
    }

    /** Tells what a run works with. */
    public void begin(SyncDefinition definition, Source source, WriteProfile profile, String origin) {
        Destination destination = definition.destination();
        log("sluice " + Version.text() + ", Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        log("destination " + destination.spec().id() + " " + destination.spec().version() + " from " + origin);
        log("source " + source.name()
                + source.schema()
                        .map(schema -> schema.fields().stream()
                                .map(Field::name)
                                .collect(Collectors.joining(", ", ", columns ", "")))
                        .orElse(""));
        log("target " + profile.target() + ", key " + String.join(", ", profile.identity()) + ", batches of "
                + profile.preferredBatch() + " by up to " + profile.parallelism() + " writers");
        log("state in "
                + definition.stateDirectory().resolve(definition.folder()).toAbsolutePath());
    }

    @Override
    public void progress(SyncProgress progress) {
        if (progress.phase() != phase) {
            phase = progress.phase();
            log(ProgressDisplay.phase(progress) + ", " + ProgressDisplay.counts(progress));
        }
        further.progress(progress);
    }

    @Override
    public void heard(RunEvent event) {
        if (event instanceof RunEvent.Retried retried) {
            log("attempt " + retried.attempt() + " after " + retried.why().code() + ": "
                    + FailureText.message(retried.why()));
        } else if (event instanceof RunEvent.Waiting waiting) {
            log("waits for " + clock.instant().until(waiting.until(), ChronoUnit.MILLIS) + " ms: "
                    + waiting.why().code());
        } else if (event instanceof RunEvent.Reconnected reconnected) {
            log("connected again to " + reconnected.where());
        } else if (event instanceof RunEvent.Warning warning) {
            log("warning " + warning.what().code() + ": " + FailureText.message(warning.what()));
        } else if (event instanceof RunEvent.Progress stage) {
            log(stage.stage() + " " + stage.done() + (stage.total() < 0 ? "" : " of " + stage.total()));
        }
        further.heard(event);
    }

    /** Prints where a failure came from. Messages in it are redacted like all foreign texts. */
    public static void trace(Console console, Throwable thrown) {
        thrown.printStackTrace(new PrintWriter(new SayingWriter(console), true));
    }

    private void log(String line) {
        console.say(LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS) + " "
                + console.redactor().redact(line));
    }
}
