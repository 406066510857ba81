package dev.sluice.cli.option;

import dev.sluice.cli.output.Console;
import dev.sluice.cli.summary.SummaryFile;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.runfile.RunFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

    @Option(
            names = "--summary",
            paramLabel = "FILE",
            description =
                    "Writes what the runs of this command came to, as JSON or Markdown: FILE ends in .json or .md. Can be repeated.")
    private List<Path> summary = List.of();

    private @Nullable List<SummaryFile> summaries;

    /** The files that are told of each run; the same for all runs of a command. */
    public synchronized List<SummaryFile> summaries() {
        if (summaries == null) {
            summaries = summary.stream().map(SummaryFile::new).toList();
        }
        return summaries;
    }

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
