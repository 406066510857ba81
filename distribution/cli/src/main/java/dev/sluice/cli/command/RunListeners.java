package dev.sluice.cli.command;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.metrics.RunMetrics;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.output.JsonLog;
import dev.sluice.cli.output.ProgressDisplay;
import dev.sluice.cli.output.RunLog;
import dev.sluice.cli.summary.Notices;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.progress.SerialListener;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.progress.SyncListener;
import dev.sluice.host.runfile.RunFile;
import dev.sluice.host.runfile.RunFiles;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Everything that hears of one run: what shows it, what logs it, what keeps it, what tells others. */
final class RunListeners implements SyncListener, AutoCloseable {
    private final Console console;
    private final ProgressDisplay display;
    private final RunFile file;
    private final Notices notices;
    private final Optional<RunMetrics> metrics;
    private final SyncListener all;
    private volatile boolean begun;

    /**
     * What counts runs.
     *
     * @param runs those that are kept
     */
    record Measured(RunMetrics metrics, RunFiles runs) {}

    /**
     * @param sync its name
     * @param definition of the sync, if it has been made out
     * @param alone whether no other run shows its progress on the same terminal
     */
    RunListeners(
            Application application,
            RootCommand root,
            String sync,
            Optional<SyncDefinition> definition,
            boolean alone,
            RunFile file,
            Optional<Measured> measured,
            Notices notices) {
        this.console = application.console();
        this.file = file;
        this.notices = notices;
        Clock clock = Clock.systemUTC();
        this.display = new ProgressDisplay(console, sync, root.quiet || console.saysJson(), alone, clock);
        this.metrics = measured.map(Measured::metrics);
        List<SyncListener> listeners = new ArrayList<>(List.of(display, file, notices));
        measured.map(each -> each.metrics().listener(each.runs())).ifPresent(listeners::add);
        if (console.saysJson()) {
            listeners.add(new JsonLog(console, root.quiet, clock));
        } else if (root.verbose) {
            RunLog log = new RunLog(console, clock);
            definition.ifPresent(known -> log.begin(known, origin(application, known)));
            listeners.add(log);
        }
        this.all = new SerialListener(listeners);
    }

    private static String origin(Application application, SyncDefinition definition) {
        String id = definition.destination().spec().id();
        return application.host().destinations().stream()
                .filter(installed -> installed.destination().spec().id().equals(id))
                .map(Host.Installed::origin)
                .collect(Collectors.joining());
    }

    @Override
    public void heard(SyncEvent event) {
        begun |= event instanceof SyncEvent.Started;
        all.heard(event);
    }

    /** Whether a run has begun. */
    boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        display.close();
        file.close();
        file.problem().ifPresent(problem -> console.say("warning: " + problem));
        metrics.flatMap(RunMetrics::problem).ifPresent(problem -> console.say("warning: " + problem));
        notices.close();
    }
}
