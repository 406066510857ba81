package dev.sluice.cli;

import static dev.sluice.spi.ErrorCategory.CAPACITY;
import static dev.sluice.spi.ErrorCategory.CONFIGURATION;
import static dev.sluice.spi.ErrorCategory.INTERNAL;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorCode;
import dev.sluice.spi.ErrorDetail;
import java.util.List;

/** The codes that the command line reports itself, with what each means in general. */
final class CommandCodes {
    private static final String HELP = "`sluice --help` and `sluice COMMAND --help` list what there is.";

    static final String REMEDY_OF_STOPPED =
            "Run the same command again: it writes what is left, and a row that is written already comes out the same.";

    /** Every code, each once. */
    static final List<ErrorCode> ALL = List.of(
            code("COMMAND_MISSING", CONFIGURATION, "No command is given.", HELP),
            code("COMMAND_UNKNOWN", CONFIGURATION, "There is no such command.", HELP),
            code("OPTION_UNKNOWN", CONFIGURATION, "There is no such option.", HELP),
            code("ARGUMENT_MISSING", CONFIGURATION, "An option has no value, or an argument is missing.", HELP),
            code("ARGUMENT_UNEXPECTED", CONFIGURATION, "There is an argument too many.", HELP),
            code("ARGUMENT_INVALID", CONFIGURATION, "The value of an option cannot be read.", HELP),
            code(
                    "SOURCE_AMBIGUOUS",
                    CONFIGURATION,
                    "No source is given, or a file and a query.",
                    "Name a file, or a query by --sql, and one of them only."),
            code(
                    "KEY_MISSING",
                    CONFIGURATION,
                    "Nothing says what names a row.",
                    "Name the column that does: --key COLUMN."),
            code("LIMIT_INVALID", CONFIGURATION, "--limit is below 1.", "Give a number from 1, or leave it out."),
            code(
                    "NAME_INVALID",
                    CONFIGURATION,
                    "The sync cannot be named so.",
                    "Give a name of letters, digits, dots, dashes and underscores: --name NAME."),
            code(
                    "KEEP_WITHOUT_EMBEDDED",
                    CONFIGURATION,
                    "--keep is for the embedded server, and --to names another.",
                    "Leave one of the two out."),
            code(
                    "MODE_UNKNOWN",
                    CONFIGURATION,
                    "There is no such mode.",
                    "`sluice plugins` lists the modes of each destination."),
            code(
                    "URL_INVALID",
                    CONFIGURATION,
                    "The value of --to is no URL.",
                    "Write it as scheme://[user:password@]host[:port], for example redis://localhost:6379/0."),
            code(
                    "DESTINATION_UNKNOWN",
                    CONFIGURATION,
                    "No installed destination has this id or takes such URLs.",
                    "`sluice plugins` lists what is installed; a further one is a directory with its jars under plugins/."),
            code(
                    "SETTING_MALFORMED",
                    CONFIGURATION,
                    "A --set has no '=' after a name.",
                    "Write it as --set name=value."),
            code(
                    "SETTING_UNKNOWN",
                    CONFIGURATION,
                    "The destination has no such setting.",
                    "`sluice plugins describe ID` lists the settings."),
            code(
                    "SETTING_INVALID",
                    CONFIGURATION,
                    "The value of a setting is not of its type.",
                    "`sluice plugins describe ID` lists the settings with their types."),
            code(
                    "VARIABLE_UNSET",
                    CONFIGURATION,
                    "A variable that ${env:NAME} asks for is not set in the environment.",
                    "Set it, for example: export NAME=…."),
            code("RUN_STOPPED", CONFIGURATION, "A user stopped the run, by Ctrl-C or SIGTERM.", REMEDY_OF_STOPPED),
            code(
                    "CODE_UNKNOWN",
                    CONFIGURATION,
                    "Nothing installed reports this code.",
                    "`sluice errors` lists the codes."),
            code(
                    "WORK_DIRECTORY_FAILED",
                    CAPACITY,
                    "The directory .sluice cannot be made in the current directory.",
                    "Run where you may write."),
            code(
                    "EMBEDDED_UNSUPPORTED",
                    CONFIGURATION,
                    "There is no embedded server for this machine.",
                    "Name a server of your own: --to redis://HOST:PORT."),
            code(
                    "EMBEDDED_UNPACK_FAILED",
                    CAPACITY,
                    "The embedded server cannot be unpacked.",
                    "See that .sluice can be written to and that its file system lets programs run."),
            code(
                    "EMBEDDED_START_FAILED",
                    CAPACITY,
                    "The embedded server does not start.",
                    "Mend what the message names, or name a server of your own: --to redis://HOST:PORT."),
            code(
                    "EMBEDDED_IN_USE",
                    CAPACITY,
                    "Another run uses the embedded server.",
                    "Wait until it has ended, or stop it with Ctrl-C where it was started (a --keep may still be waiting)."),
            code(
                    "EMBEDDED_MARKER_FAILED",
                    CAPACITY,
                    "The record that marks the data of the embedded server cannot be read or written.",
                    "See that .sluice can be written to; to begin anew, remove it."),
            code(
                    "MEMORY_EXHAUSTED",
                    CAPACITY,
                    "The program ran out of memory.",
                    "Give it more, such as SLUICE_JAVA_OPTS=-Xmx1g."),
            code(
                    "INTERNAL",
                    INTERNAL,
                    "The program has a defect.",
                    "Run again with --verbose and report what it prints."));

    private CommandCodes() {}

    private static ErrorCode code(String code, ErrorCategory category, String message, String remedy) {
        return ErrorCode.run(ErrorDetail.of(code, category, message, remedy, false));
    }
}
