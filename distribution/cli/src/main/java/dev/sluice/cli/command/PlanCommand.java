package dev.sluice.cli.command;

import dev.sluice.cli.command.EachSync.Outcome;
import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.cli.output.PlanText;
import dev.sluice.cli.output.ProgressDisplay;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.SyncPlan;
import dev.sluice.host.source.Source;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what a sync would do, and does none of it. */
@Command(
        name = "plan",
        description = {
            "Reads the source, compares it with what was written, and says what `sluice sync` would do now. Writes nothing.",
            "It shows some of the records with their values; --examples 0 shows none."
        },
        abbreviateSynopsis = true,
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG, ExitCodes.LOST, ExitCodes.GUARD, ExitCodes.CHANGES},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class PlanCommand implements Callable<Integer> {
    private static final int MOST = 1_000;

    private final Application application;
    private final RootCommand root;

    @Mixin
    private SyncOptions options = new SyncOptions();

    @Option(names = "--examples", paramLabel = "N", description = "Shows so many records of each kind. Default: 5.")
    private int examples = 5;

    @Option(
            names = "--detailed-exitcode",
            description = "Exits with 10 if there are changes, and with 0 if there are none.")
    private boolean detailed;

    PlanCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        if (examples < 0 || examples > MOST) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "--examples is " + examples + ".", "Give a number from 0 to " + MOST + ".");
        }
        List<String> names = application.syncs(options.words(), options.all());
        if (names.size() > 1) {
            options.requireForOne(names);
        }
        return new EachSync("plan", application, options.jobs()).run(names, (name, sync) -> plan(sync.get()));
    }

    private Outcome plan(NamedSync named) {
        SyncOptions.Resolved sync = options.resolve(application.host(), application.console(), named);
        try (Source source = sync.open(application.host(), application.interruption())) {
            String target =
                    application.host().profile(sync.definition(), source).target();
            return sync.embedded()
                    ? EmbeddedTarget.use(
                            application, sync, target, (located, definition, server) -> plan(definition, source))
                    : plan(sync.definition(), source);
        }
    }

    private Outcome plan(SyncDefinition definition, Source source) {
        SyncPlan plan;
        try (ProgressDisplay display = new ProgressDisplay(
                application.console(), definition.name(), root.quiet, options.jobs() == 1, Clock.systemUTC())) {
            plan = application.host().plan(definition, source, examples, display, application.interruption());
        }
        return new Outcome(
                detailed && plan.hasChanges() ? ExitCode.CHANGES : ExitCode.DONE,
                PlanText.json(plan),
                PlanText.of(plan, application.console().redactor()),
                Optional.empty());
    }
}
