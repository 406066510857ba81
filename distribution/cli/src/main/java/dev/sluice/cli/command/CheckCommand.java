package dev.sluice.cli.command;

import dev.sluice.cli.embedded.EmbeddedServer;
import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.Connection;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.Problems;
import dev.sluice.cli.option.SourceArguments;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.Envelope;
import dev.sluice.cli.output.Redactor;
import dev.sluice.cli.output.RunLog;
import dev.sluice.cli.settings.Settings;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.setting.Modes;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** "Test connection": tries a destination step by step, and of a sync of the definition file its source too. */
@Command(
        name = "check",
        description = {
            "Tests the connection to a destination, step by step, with the rights that a sync needs.",
            "Of a sync of sluice.yaml it tests source, mapping and a first row too; it writes no row."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG, ExitCodes.LOST},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class CheckCommand implements Callable<Integer> {
    private static final String CONNECTED = "The connection works.";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Application application;
    private final RootCommand root;

    @Parameters(arity = "0..1", paramLabel = "SYNC", description = "A sync of sluice.yaml.")
    private @Nullable String name;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private WorkDirectory directory = new WorkDirectory();

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "The mode that will be used. Default: that of the sync, else any.")
    private @Nullable String mode;

    CheckCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        if (name != null) {
            return sync(application.sync(name));
        }
        Settings settings = connection.settings(application.host(), application.console());
        if (!connection.embedded()) {
            return check(settings, mode(settings), List.of(), CONNECTED);
        }
        directory.prepare(application.console());
        try (EmbeddedServer server = EmbeddedServer.start(directory.embedded(application.console()))) {
            application.console().redactor().secret(server.url());
            return check(settings.at(server.url()), mode(settings), List.of(), CONNECTED);
        }
    }

    private Set<SyncMode> mode(Settings settings) {
        return mode == null
                ? Set.of()
                : Set.of(Modes.parse(mode, settings.destination().spec()));
    }

    private int sync(NamedSync named) {
        Problems problems = new Problems(named.entry());
        Optional<Settings> to = problems.collect(
                () -> connection.settings(application.host(), application.console(), named.entry(), named.base()));
        Optional<SourceArguments> from =
                problems.collect(() -> new SourceArguments().with(named.entry(), named.base(), application.console()));
        from.ifPresent(arguments -> arguments.require(application.console(), problems));
        problems.throwIfAny();
        Settings settings = to.orElseThrow();
        SourceArguments arguments = from.orElseThrow();
        SyncMode wanted = Modes.parse(
                mode == null ? named.entry().text("mode").orElse("upsert") : mode,
                settings.destination().spec());
        SyncDefinition definition = named.definition(settings, wanted);
        application.show(arguments.label());
        List<CheckStep> before = new SourceCheck(this::show).run(application.host(), arguments, definition);
        return check(settings, Set.of(wanted), before, "The sync can run.");
    }

    /**
     * Tries the destination, whatever came of the steps before.
     *
     * @param before steps that were tried already
     * @param works what is said if every step passes
     */
    private int check(Settings settings, Set<SyncMode> modes, List<CheckStep> before, String works) {
        application.show(settings.destination().spec().displayName() + " " + Redactor.address(settings.url()));
        CheckRequest request = new CheckRequest(settings.config(), Optional.of(settings.target()), modes, TIMEOUT);
        List<CheckStep> steps = new ArrayList<>(before);
        steps.addAll(settings.destination().check(request, this::show).steps());
        CheckReport report = new CheckReport(steps);
        if (root.verbose) {
            report.firstFailure()
                    .flatMap(step -> step.result().cause())
                    .ifPresent(thrown -> RunLog.trace(application.console(), thrown));
        }
        return report.firstFailure()
                .flatMap(step -> step.result().error())
                .map(error -> application.fail("check", new HostException(error), Envelope.check(report), List.of()))
                .orElseGet(() -> application.end("check", ExitCode.DONE, Envelope.check(report), List.of(works)));
    }

    private void show(CheckStep step) {
        if (root.quiet) {
            return;
        }
        String sign = switch (step.status()) {
            case PASS -> "  ✓ ";
            case WARN -> "  ! ";
            case FAIL -> "  ✗ ";
            case SKIPPED -> "  - ";
        };
        Redactor redactor = application.console().redactor();
        application.show(
                sign + step.name() + ": " + redactor.redact(step.result().message()));
        if (step.status() == CheckStep.Status.WARN) {
            application.show("      → "
                    + redactor.redact(step.result().error().orElseThrow().remedy()));
        }
    }
}
