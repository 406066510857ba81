package dev.sluice.cli.option;

import dev.sluice.cli.output.Console;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.runfile.RunFile;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is kept of runs. */
public final class RunOptions {
    private static final String VARIABLE = "SLUICE_RETAIN";

    @Option(
            names = "--retain",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description = "Keeps the files of runs so long (`sluice runs`). Default: the variable " + VARIABLE
                    + ", else retain of sluice.yaml, else 90d.")
    private @Nullable Duration retain;

    /** How long files of runs are kept. */
    public Duration retain(Console console, Optional<Definitions> definitions) {
        if (retain != null) {
            return retain;
        }
        Optional<String> variable = console.environment(VARIABLE).filter(text -> !text.isBlank());
        return variable.map(text -> time(text, "the variable " + VARIABLE))
                .or(() -> definitions.flatMap(Definitions::retain).map(text -> time(text, "retain of sluice.yaml")))
                .orElse(RunFile.KEPT);
    }

    private static Duration time(String text, String place) {
        try {
            return new DurationOption().convert(text);
        } catch (TypeConversionException e) {
            throw HostFailure.ARGUMENT_INVALID.exception(
                    "'" + text + "', " + place + ", is no time.", "Give a whole number and s, m, h or d, such as 90d.");
        }
    }
}
