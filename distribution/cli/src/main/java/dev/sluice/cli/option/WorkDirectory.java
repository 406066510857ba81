package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.output.Console;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where state, runs, rejected rows and the embedded server are kept. For their owner alone. */
@InSection(Section.RUN)
public final class WorkDirectory {
    /** The name of the option. */
    public static final String OPTION = "--state-dir";

    /** The name of the directory, unless something else is said. */
    public static final String NAME = ".sluice";

    private static final String VARIABLE = "SLUICE_STATE_DIR";

    @Option(
            names = OPTION,
            paramLabel = "DIR",
            description =
                    "Where state, locks, runs, rejected rows and the embedded server are kept. Default: the variable "
                            + VARIABLE + ", else .sluice beside sluice.yaml or in the working directory.")
    private @Nullable Path directory;

    private Path standard = Path.of(NAME);

    /** This one, if it is named, else another. */
    public WorkDirectory or(WorkDirectory other) {
        return directory == null ? other : this;
    }

    /** The same, with another default: where a definition file has it. */
    public WorkDirectory otherwise(Path other) {
        WorkDirectory copy = new WorkDirectory();
        copy.directory = directory;
        copy.standard = other;
        return copy;
    }

    private Path root(Console console) {
        return directory != null
                ? directory
                : console.environment(VARIABLE)
                        .filter(path -> !path.isBlank())
                        .map(Path::of)
                        .orElse(standard);
    }

    /** @throws HostException if it cannot be made */
    public void prepare(Console console) {
        Path root = root(console);
        try {
            OwnerOnly.createDirectories(root);
        } catch (IOException e) {
            throw HostFailure.WORK_DIRECTORY_FAILED
                    .exception("The directory " + root + " cannot be made or written to.")
                    .at("file", root.toString());
        }
    }

    public Path state(Console console) {
        return root(console).resolve("state");
    }

    public Path deadLetters(Console console) {
        return root(console).resolve("dead-letters");
    }

    public Path runs(Console console) {
        return root(console).resolve("runs");
    }

    public Path embedded(Console console) {
        return root(console).resolve("embedded");
    }
}
