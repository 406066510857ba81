package dev.sluice.cli.command;

import dev.sluice.cli.embedded.EmbeddedServer;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.Connection;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.Envelope;
import dev.sluice.cli.output.Modes;
import dev.sluice.cli.output.Redactor;
import dev.sluice.cli.output.RunLog;
import dev.sluice.cli.settings.Settings;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.CheckReport;
import dev.sluice.spi.CheckRequest;
import dev.sluice.spi.CheckStep;
import dev.sluice.spi.SyncMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** "Test connection": tries a destination step by step. */
@Command(
        name = "check",
        description = "Tests the connection to a destination, step by step, with the rights that a sync needs.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class CheckCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Application application;
    private final RootCommand root;

    @Mixin
    private Connection connection = new Connection();

    @Mixin
    private WorkDirectory directory = new WorkDirectory();

    @Option(names = "--mode", paramLabel = "MODE", description = "The mode that will be used. Without it: any.")
    private @Nullable String mode;

    CheckCommand(Application application, RootCommand root) {
        this.application = application;
        this.root = root;
    }

    @Override
    public Integer call() {
        Settings settings = connection.settings(application.host(), application.console());
        if (!connection.embedded()) {
            return check(settings);
        }
        directory.prepare(application.console());
        try (EmbeddedServer server = EmbeddedServer.start(directory.embedded(application.console()))) {
            application.console().redactor().secret(server.url());
            return check(settings.at(server.url()));
        }
    }

    private int check(Settings settings) {
        Set<SyncMode> modes = mode == null
                ? Set.of()
                : Set.of(Modes.parse(mode, settings.destination().spec()));
        application.show(settings.destination().spec().displayName() + " " + Redactor.address(settings.url()));
        CheckRequest request = new CheckRequest(settings.config(), Optional.of(settings.target()), modes, TIMEOUT);
        CheckReport report = settings.destination().check(request, this::show);
        if (root.verbose) {
            report.firstFailure()
                    .flatMap(step -> step.result().cause())
                    .ifPresent(thrown -> RunLog.trace(application.console(), thrown));
        }
        return report.firstFailure()
                .flatMap(step -> step.result().error())
                .map(error -> application.fail("check", new HostException(error), Envelope.check(report), List.of()))
                .orElseGet(() -> application.end(
                        "check", ExitCode.DONE, Envelope.check(report), List.of("The connection works.")));
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
