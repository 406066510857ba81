package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.Problems;
import dev.sluice.cli.option.SyncOptions;
import dev.sluice.definition.Definitions;
import dev.sluice.host.definition.SyncDefinition;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Field;
import dev.sluice.spi.FieldType;
import dev.sluice.spi.RowSchema;
import dev.sluice.spi.WriteRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        List<ErrorDetail> problems = new ArrayList<>(definitions.problems(application.specs()));
        if (problems.isEmpty() && !noReferences) {
            Set<ErrorDetail> found = new LinkedHashSet<>();
            definitions.syncs().forEach(name -> found.addAll(problems(name)));
            problems.addAll(found);
        }
        if (!problems.isEmpty()) {
            HostException failure = problems.size() == 1
                    ? new HostException(problems.get(0))
                    : new HostException(
                            HostFailure.DEFINITION_INVALID.detail(
                                    "The definition has " + problems.size() + " problems."),
                            problems);
            return application.fail("validate", failure, null, List.of());
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

    /** What a run of the sync would say before it connects. */
    private List<ErrorDetail> problems(String name) {
        try {
            NamedSync named = application.sync(name);
            Problems references = new Problems(named.entry());
            references.addReferences(() -> application.console().references(named.base()));
            references.throwIfAny();
            SyncDefinition definition = new SyncOptions()
                    .resolve(application.host(), application.console(), named)
                    .definition();
            RowSchema schema = RowSchema.of(definition.primaryKey().stream()
                    .map(field -> new Field(field, FieldType.TEXT))
                    .toList());
            Problems settings = new Problems(named.entry());
            settings.collect(() -> definition
                    .destination()
                    .profile(new WriteRequest(
                            definition.config(),
                            definition.target(),
                            definition.mode(),
                            schema,
                            definition.primaryKey())));
            settings.throwIfAny();
            return List.of();
        } catch (RuntimeException e) {
            return HostException.of(e).each().stream()
                    .map(problem -> ofSync(name, problem))
                    .toList();
        }
    }

    private static ErrorDetail ofSync(String name, ErrorDetail problem) {
        return problem.at().containsKey("file") ? problem : problem.at("sync", name);
    }
}
