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
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.report.ReportJson;
import dev.sluice.host.report.ReportText;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.source.Source;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends the rows again that earlier runs of a sync rejected. */
@Command(
        name = "retry",
        description = {
            "Sends the rows and the removals again that earlier runs of a sync rejected, and no others.",
            "A sync that remembers what it wrote takes them from its source as they are now. Any other takes them from their dead letters, unless"
                    + " a run has written their records since."
        },
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
public final class RetryCommand implements Callable<Integer> {
    private final Application application;
    private final RootCommand root;

    @Mixin
    private SyncOptions options = new SyncOptions();

    @Mixin
    private RunOptions runs = new RunOptions();

    @Mixin
    private MetricsPort port = new MetricsPort();

    RetryCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        List<String> names = attempt().names(options);
        if (names.size() > 1) {
            options.requireForOne(names);
        }
        try (MetricsPort.Open metrics = port.open(application.console(), runs)) {
            return new EachSync("retry", application, options.jobs()).run(names, this::retry);
        }
    }

    private Attempt attempt() {
        return new Attempt(application, root, runs, SyncEvent.Purpose.RETRY, options.jobs() == 1);
    }

    private Outcome retry(Optional<String> name, Supplier<NamedSync> sync) {
        return attempt().run(name.or(options::name), options.place(), attempt -> retry(sync.get(), attempt));
    }

    private Outcome retry(NamedSync named, Attempt attempt) {
        SyncOptions.Resolved sync = options.resolve(application.host(), application.console(), named);
        if (!sync.embedded() && !sync.definition().compares()) {
            return retry(
                    attempt,
                    sync,
                    sync.definition(),
                    () -> sync.openForPasses(application.host(), application.interruption()));
        }
        try (Source source = sync.openForPasses(application.host(), application.interruption())) {
            String target =
                    application.host().profile(sync.definition(), source).target();
            return sync.embedded()
                    ? EmbeddedTarget.use(
                            application,
                            sync,
                            target,
                            (located, definition, server) -> retry(attempt, sync, definition, () -> source))
                    : retry(attempt, sync, sync.definition(), () -> source);
        }
    }

    private Outcome retry(
            Attempt attempt, SyncOptions.Resolved sync, SyncDefinition definition, Supplier<Source> source) {
        SyncReport report;
        try (RunListeners listeners = attempt.listeners(definition, sync.place())) {
            report = application.host().retry(definition, source, listeners, application.interruption());
        }
        if (root.verbose) {
            report.cause().ifPresent(thrown -> RunLog.trace(application.console(), thrown));
        }
        Optional<HostException> failure = SyncCommand.failure(report);
        return new Outcome(
                failure.map(thrown -> ExitCode.of(thrown.detail().category())).orElseGet(report::exitCode),
                ReportJson.of(report),
                ReportText.of(report, application.console().redactor()::redact),
                failure);
    }
}
