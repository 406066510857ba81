package dev.sluice.cli.output;

import dev.sluice.cli.installation.Version;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.runfile.EventJson;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What {@code --verbose} adds on the error stream: what a run works with, each event as it happens, and where a failure came from. */
public final class RunLog implements SyncListener {
    private final Console console;
    private final Clock clock;

    public RunLog(Console console, Clock clock) {
        this.console = console;
        this.clock = clock;
    }

    /**
     * Tells what a run works with.
     *
     * @param origin where the destination was loaded from
     */
    public void begin(SyncDefinition definition, String origin) {
        log("sluice " + Version.text() + ", Java " + System.getProperty("java.version") + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        log("destination " + definition.destination().spec().id() + " "
                + definition.destination().spec().version() + " from " + origin);
        log("state in "
                + definition.stateDirectory().resolve(definition.folder()).toAbsolutePath());
    }

    /** Of progress only the phases are told; the rest is shown elsewhere. */
    @Override
    public void heard(SyncEvent event) {
        if (!(event instanceof SyncEvent.Progressed)) {
            log(EventText.of(EventJson.of(clock.instant(), event)));
        }
    }

    /** Prints where a failure came from. Messages in it are redacted like all foreign texts. */
    public static void trace(Console console, Throwable thrown) {
        thrown.printStackTrace(new PrintWriter(new SayingWriter(console), true));
    }

    private void log(String line) {
        console.say(time(clock.instant()) + " " + console.redactor().redact(line));
    }

    /** The time of the day, UTC. */
    public static String time(Instant moment) {
        return LocalTime.ofInstant(moment, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MILLIS)
                .toString();
    }
}
