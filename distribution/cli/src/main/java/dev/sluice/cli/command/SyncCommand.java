package dev.sluice.cli.command;

import dev.sluice.cli.command.EachSync.Outcome;
import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.MetricsPort;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.RunOptions;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.cli.output.RunLog;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Syncs the rows of a file or a query into a destination. */
@Command(
        name = "sync",
        description =
                "Runs syncs of sluice.yaml, or syncs the rows of files (Parquet, CSV, NDJSON, JSON), of a query over files or of a database into a destination.",
        abbreviateSynopsis = true,
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.DONE,
            ExitCodes.WRONG,
            ExitCodes.LOST,
            ExitCodes.REJECTED,
            ExitCodes.GUARD,
            ExitCodes.LOCKED
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class SyncCommand implements Callable<Integer> {
    private final Application application;
    private final RootCommand root;

    @Mixin
    private SyncOptions options = new SyncOptions();

    @Mixin
    private RunOptions runs = new RunOptions();

    @Mixin
    private MetricsPort port = new MetricsPort();

    @Option(names = "--keep", description = "Leave the embedded server running until Ctrl-C.")
    private boolean keep;

    SyncCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    /** A sync of the definition file as a service runs it. */
    SyncCommand(Application application, RootCommand root, SyncOptions options, RunOptions runs) {
        this(application, root);
        this.options = options;
        this.runs = runs;
    }

    /** Runs a sync of the definition file. */
    Outcome outcome(String name) {
        try {
            return run(Optional.of(name), () -> application.sync(name));
        } catch (RuntimeException e) {
            return Outcome.of(HostException.of(e));
        }
    }

    @Override
    public Integer call() {
        List<String> names = attempt().names(options);
        if (names.size() > 1) {
            options.requireForOne(names);
            if (keep) {
                throw HostFailure.ARGUMENT_INVALID.exception(
                        "--keep is for one sync, and " + names.size() + " are named.", "Leave it out.");
            }
        }
        try (MetricsPort.Open metrics = port.open(application.console(), runs)) {
            return new EachSync("sync", application, options.jobs()).run(names, this::run);
        }
    }

    private Attempt attempt() {
        return new Attempt(application, root, runs, SyncEvent.Purpose.SYNC, options.jobs() == 1);
    }

    private Outcome run(Optional<String> name, Supplier<NamedSync> sync) {
        return attempt().run(name.or(options::name), options.place(), attempt -> run(sync.get(), attempt));
    }

    private Outcome run(NamedSync named, Attempt attempt) {
        SyncOptions.Resolved sync = options.resolve(application.host(), application.console(), named);
        if (keep && !sync.embedded()) {
            throw HostFailure.KEEP_WITHOUT_EMBEDDED.exception();
        }
        try (OpenedOnce source = new OpenedOnce(() -> sync.open(application.host(), application.interruption()))) {
            if (!sync.embedded()) {
                return run(attempt, sync, sync.definition(), source, report -> List.of());
            }
            String target =
                    application.host().profile(sync.definition(), source.get()).target();
            return EmbeddedTarget.use(application, sync, target, (located, definition, server) -> {
                Outcome outcome =
                        run(attempt, sync, definition, source, report -> Samples.of(located, definition, report));
                if (keep && !application.interruption().requested()) {
                    application.say("The server stays until Ctrl-C: REDISCLI_AUTH=$(cat " + server.passwordFile()
                            + ") redis-cli -u " + server.address());
                    application.interruption().await();
                }
                return outcome;
            });
        }
    }

    /** @param samples what is shown of the records */
    private Outcome run(
            Attempt attempt,
            SyncOptions.Resolved sync,
            SyncDefinition definition,
            OpenedOnce source,
            Function<SyncReport, List<String>> samples) {
        SyncReport report;
        try (RunListeners listeners = attempt.listeners(definition, sync.place())) {
            report = application.host().run(definition, source, listeners, application.interruption());
        }
        if (root.verbose) {
            report.cause().ifPresent(thrown -> RunLog.trace(application.console(), thrown));
        }
        List<String> words =
                new ArrayList<>(ReportText.of(report, application.console().redactor()::redact));
        words.addAll(samples.apply(report));
        Map<String, Object> result = ReportJson.of(report);
        Optional<HostException> failure = failure(report);
        int exit =
                failure.map(thrown -> ExitCode.of(thrown.detail().category())).orElseGet(report::exitCode);
        return new Outcome(exit, result, words, failure);
    }

    /** A run that the user stopped reports that, not the error of a call that stopping cut off. */
    static Optional<HostException> failure(SyncReport report) {
        return report.ended() == SyncReport.Ended.CANCELLED
                ? Optional.of(HostFailure.RUN_STOPPED.exception(ReportText.stopped(report)))
                : report.failure().map(HostException::new);
    }
}
