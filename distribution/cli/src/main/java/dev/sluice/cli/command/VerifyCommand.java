package dev.sluice.cli.command;

import dev.sluice.cli.command.EachSync.Outcome;
import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.RunOptions;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.cli.output.RunLog;
import dev.sluice.cli.output.VerifyText;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.progress.SyncEvent;
import dev.sluice.host.report.SyncReport;
import dev.sluice.host.report.VerifyReport;
import dev.sluice.host.run.Verification;
import dev.sluice.host.source.Source;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Compares the records of a sync with its rows. */
@Command(
        name = "verify",
        description = {
            "Compares the records at the destination with the rows of the source, and says which differ: "
                    + VerifyCommand.SAMPLE
                    + " rows by chance, --sample N, or with --all every one. (--all without a name takes every sync.)",
            "It shows some of the records with their values; --examples 0 shows none. Exits with 6 if differences stay."
        },
        abbreviateSynopsis = true,
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.DONE,
            ExitCodes.WRONG,
            ExitCodes.LOST,
            ExitCodes.GUARD,
            ExitCodes.DIFFERENCES,
            ExitCodes.LOCKED
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class VerifyCommand implements Callable<Integer> {
    static final int SAMPLE = 1_000;

    private static final int MOST = 1_000;

    private final Application application;
    private final RootCommand root;

    @Mixin
    private SyncOptions options = new SyncOptions();

    @Mixin
    private RunOptions runs = new RunOptions();

    @Option(
            names = "--repair",
            description =
                    "Writes what differs again, and removes records that the sync wrote and the source does not have. What the sync did not write stays.")
    private boolean repair;

    @Option(names = "--examples", paramLabel = "N", description = "Shows so many records of each kind. Default: 5.")
    private int examples = 5;

    VerifyCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        runs.begin();
        if (examples < 0 || examples > MOST) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--examples is " + examples + ".", "Give a number from 0 to " + MOST + ".");
        }
        Verification verification = new Verification(sample(), repair, examples);
        List<String> names = application.syncs(options.words(), options.all() && !options.namesSource());
        if (names.size() > 1) {
            options.requireForOne(names);
        }
        return new EachSync("verify", application, options.jobs())
                .run(names, (name, sync) -> verify(name, sync, verification));
    }

    /** A repair is a run, and so is one that cannot begin; a look alone is none. */
    private Outcome verify(Optional<String> name, Supplier<NamedSync> sync, Verification verification) {
        return new Attempt(application, root, runs, SyncEvent.Purpose.REPAIR, options.jobs() == 1)
                .run(
                        name.or(options::name).filter(known -> repair),
                        options.place(),
                        attempt -> verify(sync.get(), attempt, verification));
    }

    private long sample() {
        long sample = options.sample().orElse(options.all() ? Verification.ALL : SAMPLE);
        if (sample != Verification.ALL && (sample < 1 || sample > Verification.MOST)) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--sample is " + sample + ".",
                    "Give a number from 1 to " + Verification.MOST + ", or --all for every row.");
        }
        return sample;
    }

    private Outcome verify(NamedSync named, Attempt attempt, Verification verification) {
        SyncOptions.Resolved sync = options.resolve(application.host(), application.console(), named);
        // What differs is read a second time.
        try (Source source = sync.openForPasses(application.host(), application.interruption())) {
            String target =
                    application.host().profile(sync.definition(), source).target();
            return sync.embedded()
                    ? EmbeddedTarget.use(
                            application,
                            sync,
                            target,
                            (located, definition, server) -> verify(attempt, sync, definition, source, verification))
                    : verify(attempt, sync, sync.definition(), source, verification);
        }
    }

    private Outcome verify(
            Attempt attempt,
            SyncOptions.Resolved sync,
            SyncDefinition definition,
            Source source,
            Verification verification) {
        VerifyReport report;
        try (RunListeners listeners = attempt.listeners(definition, sync.place())) {
            report = application.host().verify(definition, source, verification, listeners, application.interruption());
        }
        Optional<HostException> failure = report.stopped()
                .map(HostException::new)
                .or(() -> report.repair().flatMap(SyncCommand::failure));
        if (root.verbose) {
            report.repair().flatMap(SyncReport::cause).ifPresent(thrown -> RunLog.trace(application.console(), thrown));
        }
        return new Outcome(
                failure.map(thrown -> ExitCode.of(thrown.detail().category())).orElseGet(report::exitCode),
                VerifyText.json(report),
                VerifyText.of(report, application.console().redactor()),
                failure);
    }
}
