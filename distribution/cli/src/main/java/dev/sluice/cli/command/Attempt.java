package dev.sluice.cli.command;

import dev.sluice.cli.command.EachSync.Outcome;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.metrics.RunMetrics;
import dev.sluice.cli.option.RunOptions;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.summary.Notices;
import dev.sluice.cli.summary.Webhook;
import dev.sluice.definition.Definitions;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.run.SyncEngine;
import dev.sluice.host.runfile.RunFile;
import dev.sluice.host.runfile.RunFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to run a sync. What keeps the run from beginning is told as a run that failed: whoever looks at the runs, or is told of them, misses none
 * that was due. For one thread.
 */
final class Attempt {
    /** How long runs are kept may be what cannot be read. */
    private static final Duration ALL_KEPT = Duration.ofDays(36_500);

    /** What stands for the name of a sync where all are to run and none can be read; no sync can have it in a definition. */
    private static final String ALL = "all syncs";

    private final Application application;
    private final RootCommand root;
    private final RunOptions options;
    private final SyncEvent.Purpose purpose;
    private final boolean alone;
    private @Nullable RunListeners listeners;

    /** @param alone whether no other run shows its progress on the same terminal */
    Attempt(Application application, RootCommand root, RunOptions options, SyncEvent.Purpose purpose, boolean alone) {
        this.application = application;
        this.root = root;
        this.options = options;
        this.purpose = purpose;
        this.alone = alone;
    }

    /** What hears of the run. */
    RunListeners listeners(SyncDefinition definition, WorkDirectory place) {
        Optional<Definitions> definitions = application.definitions();
        RunListeners made = listeners(
                definition.name(),
                Optional.of(definition),
                place,
                options.retain(application.console(), definitions),
                options.metrics(application.console()),
                new Notices(
                        application.console(),
                        options.summaries(),
                        Webhook.of(application.console(), definitions),
                        options.telling()));
        listeners = made;
        return made;
    }

    private RunListeners listeners(
            String sync,
            Optional<SyncDefinition> definition,
            WorkDirectory place,
            Duration kept,
            Optional<RunMetrics> metrics,
            Notices notices) {
        Console console = application.console();
        Path files = place.runs(console);
        return new RunListeners(
                application,
                root,
                sync,
                definition,
                alone,
                new RunFile(files, kept, Version.text(), Clock.systemUTC(), console.redactor()::texts),
                metrics.map(counts -> new RunListeners.Measured(counts, new RunFiles(files))),
                notices);
    }

    /**
     * Runs a sync.
     *
     * @param sync its name, if it has one before it is looked at; what is wrong with any other is told by the command alone
     * @param place as it was named
     */
    Outcome run(Optional<String> sync, WorkDirectory place, Function<Attempt, Outcome> run) {
        try {
            return run.apply(this);
        } catch (RuntimeException | Error e) {
            if (sync.isPresent() && (listeners == null || !listeners.begun())) {
                tell(sync.get(), place, HostException.of(e));
            }
            throw e;
        }
    }

    /** The definition may be what is wrong, so what of it cannot be read has its default. */
    private void tell(String sync, WorkDirectory place, HostException failure) {
        Console console = application.console();
        Optional<Definitions> definitions = readable(application::definitions);
        Notices notices = new Notices(
                console,
                readable(() -> Optional.of(options.summaries())).orElse(List.of()),
                readable(() -> Webhook.of(console, definitions)),
                options.telling());
        Path standard = definitions.map(Definitions::stateDirectory).orElseGet(application::standardDirectory);
        try (RunListeners told = listeners(
                sync,
                Optional.empty(),
                place.otherwise(standard),
                ALL_KEPT,
                readable(() -> options.metrics(console)),
                notices)) {
            SyncEngine.tellUnbegun(purpose, sync, failure, told);
        }
    }

    /**
     * The syncs of the definition file that a command names. Where they cannot be told, each word that names no file is told as a run.
     *
     * @throws HostException as {@link Application#syncs} does
     */
    List<String> names(SyncOptions sync) {
        options.begin();
        try {
            return application.syncs(sync.words(), sync.all());
        } catch (HostException e) {
            List<String> meant = sync.all()
                    ? List.of(ALL)
                    : sync.words().stream()
                            .filter(word -> !Application.isSource(word))
                            .distinct()
                            .toList();
            meant.forEach(word -> tell(word, sync.place(), e));
            throw e;
        }
    }

    private static <T> Optional<T> readable(Supplier<Optional<T>> what) {
        try {
            return what.get();
        } catch (HostException e) {
            return Optional.empty();
        }
    }
}
