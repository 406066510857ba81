package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.definition.DefinitionSchema;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.json.JsonTree;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The JSON Schema of the definition file, for editors. */
@Command(
        name = "schema",
        description =
                "Prints the JSON Schema of sluice.yaml, with the settings of every installed destination, for an editor.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class SchemaCommand implements Callable<Integer> {
    private final Application application;

    SchemaCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        String schema = DefinitionSchema.text(application.specs());
        return application.end("schema", ExitCode.DONE, JsonTree.read(schema), List.of(schema));
    }
}
