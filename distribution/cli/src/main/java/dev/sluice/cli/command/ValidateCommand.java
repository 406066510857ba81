package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks for everything that is wrong with the definition file, without a connection. */
@Command(
        name = "validate",
        description = "Tells everything that is wrong with the definition file. Connects to nothing.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class ValidateCommand implements Callable<Integer> {
    private final Application application;

    @Option(
            names = "--no-references",
            description = "Does not resolve $${env:…} and $${file:…}: for a machine that has no secrets, such as CI.")
    @SuppressWarnings("unused") // the parser sets it
    private boolean noReferences;

    ValidateCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Definitions definitions = application.requireDefinitions();
        Optional<HostException> failure = new Validation(application, definitions).failure(!noReferences);
        if (failure.isPresent()) {
            return application.fail("validate", failure.get(), null, List.of());
        }
        return application.end(
                "validate",
                ExitCode.DONE,
                Map.of("file", definitions.file().toString(), "syncs", definitions.syncs()),
                List.of(definitions.file() + " is valid. "
                        + (definitions.syncs().isEmpty()
                                ? "It has no syncs."
                                : "Syncs: " + String.join(", ", definitions.syncs()))));
    }
}
