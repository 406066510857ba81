package dev.sluice.cli.command;

import dev.sluice.cli.doctor.DefinitionFindings;
import dev.sluice.cli.doctor.Finding;
import dev.sluice.cli.doctor.InstallationFindings;
import dev.sluice.cli.doctor.RunFindings;
import dev.sluice.cli.doctor.StateFindings;
import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at everything that a run needs of this machine. */
@Command(
        name = "doctor",
        description =
                "Looks at the installation, the definition file and the states, and tells what is wrong with a remedy for each. Connects to nothing and changes nothing.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class DoctorCommand implements Callable<Integer> {
    private final Application application;

    @Mixin
    private WorkDirectory place = new WorkDirectory();

    DoctorCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>(InstallationFindings.of(application.host()));
        Optional<Path> file = application.definitionFile();
        findings.addAll(DefinitionFindings.of(file, application.specs()));
        WorkDirectory directory = directory(findings);
        findings.addAll(StateFindings.of(directory.state(application.console())));
        findings.addAll(RunFindings.of(directory.runs(application.console())));
        boolean wrong = findings.stream().anyMatch(finding -> finding.status() == Finding.Status.PROBLEM);
        return application.end(
                "doctor",
                wrong ? ExitCode.CONFIGURATION : ExitCode.DONE,
                Map.of("findings", findings.stream().map(Finding::json).toList()),
                findings.stream().flatMap(finding -> finding.lines().stream()).toList());
    }

    /** Where runs keep what they keep; of a definition that cannot be read, where they would by default. */
    private WorkDirectory directory(List<Finding> findings) {
        boolean readable = findings.stream()
                .noneMatch(
                        finding -> finding.about().equals("definition") && finding.status() == Finding.Status.PROBLEM);
        return readable
                ? application
                        .definitions()
                        .map(Definitions::stateDirectory)
                        .map(place::otherwise)
                        .orElse(place)
                : place;
    }
}
