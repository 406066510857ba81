package dev.sluice.cli.option;

import dev.sluice.cli.help.InSection;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.metrics.MetricsFile;
import dev.sluice.cli.metrics.RunMetrics;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.summary.SummaryFile;
import dev.sluice.definition.Definitions;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.runfile.RunFile;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what is kept of runs. */
@InSection(Section.TOLD)
public final class RunOptions {
    private static final String VARIABLE = "SLUICE_RETAIN";
    private static final String METRICS_FILE = "SLUICE_METRICS_FILE";

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

    @Option(
            names = "--metrics-file",
            paramLabel = "FILE",
            description =
                    "Keeps the metrics of this command in FILE, in Prometheus' text format, for the textfile collector of node_exporter."
                            + " Default: the variable " + METRICS_FILE + ", else none.")
    private @Nullable Path metricsFile;

    private volatile Executor telling = Runnable::run;
    private @Nullable List<SummaryFile> summaries;
    private @Nullable RunMetrics metrics;

    /** A command begins: its summaries are those of no earlier one. What is wrong with them is told when they are asked for. */
    public void begin() {
        try {
            summaries().forEach(SummaryFile::begin);
        } catch (HostException e) {
            // Told by the run.
        }
    }

    /** From now on webhooks are called by another thread than that of the run. */
    public void tellBy(Executor other) {
        telling = other;
    }

    /** What calls webhooks. */
    public Executor telling() {
        return telling;
    }

    /** The files that are told of each run; the same for all runs of a command. */
    public synchronized List<SummaryFile> summaries() {
        if (summaries == null) {
            summaries = summary.stream().map(SummaryFile::new).toList();
        }
        return summaries;
    }

    /**
     * The metrics of the command, the same for all of its runs; empty if nobody wants them.
     *
     * @throws dev.sluice.host.failure.HostException if there can be no such file
     */
    public synchronized Optional<RunMetrics> metrics(Console console) {
        if (metrics == null && metricsFile(console).isPresent()) {
            metrics = new RunMetrics(Clock.systemUTC(), metricsFile(console).map(MetricsFile::new));
        }
        return Optional.ofNullable(metrics);
    }

    /** The metrics of the command, for somebody who wants them wherever else they go. */
    public synchronized RunMetrics serve(Console console) {
        RunMetrics served = metrics(console).orElseGet(() -> new RunMetrics(Clock.systemUTC(), Optional.empty()));
        metrics = served;
        return served;
    }

    private Optional<Path> metricsFile(Console console) {
        return Optional.ofNullable(metricsFile)
                .or(() -> console.environment(METRICS_FILE)
                        .filter(text -> !text.isBlank())
                        .map(Path::of));
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
