package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.output.Envelope;
import dev.sluice.definition.DefinitionSchema;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.json.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The JSON Schema of the definition file, for editors, and of what {@code -o json} prints, for programs. */
@Command(
        name = "schema",
        description = {
            "Prints a JSON Schema: of sluice.yaml, with the settings of every installed destination, for an editor; or of what -o json prints, for a program that reads it."
        },
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings("unused") // the parser sets the fields
public final class SchemaCommand implements Callable<Integer> {
    /** What a schema is of. */
    enum Of {
        /** The definition file. */
        DEFINITION,
        /** The standard output. */
        OUTPUT
    }

    private final Application application;

    @Parameters(
            paramLabel = "WHAT",
            arity = "0..1",
            defaultValue = "definition",
            description = "definition (default), or output.")
    private Of of = Of.DEFINITION;

    SchemaCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        Map<String, Object> schema =
                JsonTree.read(of == Of.OUTPUT ? output() : DefinitionSchema.text(application.specs()));
        return application.end("schema", ExitCode.DONE, schema, List.of(JsonTree.text(schema)));
    }

    private static String output() {
        try (InputStream schema =
                Objects.requireNonNull(Envelope.class.getResourceAsStream("output.schema.json"), "schema")) {
            return new String(schema.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
