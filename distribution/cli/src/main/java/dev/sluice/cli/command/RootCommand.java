package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.host.failure.HostFailure;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command itself, and the options that every part of it takes, at any place. */
@Command(
        name = "sluice",
        description = "Moves rows out of files and warehouses into the systems that applications read.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {
            ExitCodes.DONE,
            ExitCodes.DEFECT,
            ExitCodes.WRONG,
            ExitCodes.LOST,
            ExitCodes.REJECTED,
            ExitCodes.GUARD,
            "6:verify found differences that stay.",
            ExitCodes.LOCKED,
            "10:plan --detailed-exitcode: there are changes.",
            ExitCodes.STOPPED
        })
@SuppressWarnings({"NullAway.Init", "unused"}) // the parser sets the fields
public final class RootCommand implements Runnable {
    /** How results are printed. */
    enum Output {
        /** Words. */
        TEXT,
        /** One JSON object. */
        JSON
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            scope = ScopeType.INHERIT,
            description = "text, or json: one object on the standard output and nothing else there.")
    private Output output;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "No progress and no news, results and errors only.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Tell each step of a run on the error stream, and where an error came from.")
    boolean verbose;

    /** In which form the error stream is written. */
    enum LogFormat {
        /** Words. */
        TEXT,
        /** A JSON object a line. */
        JSON
    }

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            description =
                    "Of the error stream: text, or json: an object a line for news, events of runs and errors. Default: the variable SLUICE_LOG_FORMAT, else text.")
    @Nullable
    private LogFormat logFormat;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "The definition file. Default: the variable SLUICE_CONFIG, else sluice.yaml in the working directory.")
    @Nullable
    Path config;

    @Override
    public void run() {
        throw HostFailure.COMMAND_MISSING.exception();
    }
}
