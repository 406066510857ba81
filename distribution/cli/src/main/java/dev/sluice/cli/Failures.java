package dev.sluice.cli;

import dev.sluice.cli.embedded.EmbeddedServerException;
import dev.sluice.host.change.GuardException;
import dev.sluice.host.mapping.MappingException;
import dev.sluice.host.name.NearestName;
import dev.sluice.host.plugin.PluginException;
import dev.sluice.host.report.DeadLettersException;
import dev.sluice.host.source.SourceException;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says of anything thrown what it means to the user. */
final class Failures {
    private Failures() {}

    static CommandFailure of(Throwable thrown) {
        if (thrown instanceof CommandFailure failure) {
            return failure;
        }
        if (thrown instanceof SourceException source) {
            return CommandFailure.unreachable(source.code(), message(source), source.remedy());
        }
        if (thrown instanceof GuardException guard) {
            return new CommandFailure(Exit.GUARD, guard.code(), message(guard), guard.remedy());
        }
        if (thrown instanceof DeadLettersException letters) {
            return CommandFailure.unreachable(letters.code(), message(letters), letters.remedy());
        }
        if (thrown instanceof MappingException mapping) {
            return CommandFailure.usage(mapping.code(), message(mapping), mapping.remedy());
        }
        if (thrown instanceof PluginException plugin) {
            return CommandFailure.usage(plugin.code(), message(plugin), plugin.remedy());
        }
        if (thrown instanceof EmbeddedServerException embedded) {
            return CommandFailure.unreachable(embedded.code(), message(embedded), embedded.remedy());
        }
        if (thrown instanceof DestinationException destination) {
            return destination(destination);
        }
        if (thrown instanceof ParameterException parameter) {
            return parameter(parameter);
        }
        if (thrown instanceof OutOfMemoryError) {
            return new CommandFailure(
                    Exit.INTERNAL,
                    "MEMORY_EXHAUSTED",
                    "The program ran out of memory.",
                    "Give it more, such as SLUICE_JAVA_OPTS=-Xmx1g.");
        }
        return new CommandFailure(
                Exit.INTERNAL,
                "INTERNAL",
                "The program has a defect: " + place(thrown) + ".",
                "Run again with --verbose and report what it prints.");
    }

    private static CommandFailure destination(DestinationException thrown) {
        List<ErrorDetail> problems = thrown.problems();
        String message = problems.isEmpty()
                ? message(thrown)
                : problems.stream()
                        .map(problem -> setting(problem.pointer().orElse("")) + problem.message())
                        .collect(Collectors.joining("\n"));
        String remedy = problems.isEmpty()
                ? thrown.detail().remedy()
                : problems.stream().map(ErrorDetail::remedy).distinct().collect(Collectors.joining("\n"));
        return new CommandFailure(
                exit(thrown.detail().category()), thrown.detail().code(), message, remedy);
    }

    static int exit(ErrorCategory category) {
        return switch (category) {
            case CONFIGURATION, UNSUPPORTED_MODE -> Exit.USAGE;
            case AUTHENTICATION, PERMISSION, CONNECTION, PROTOCOL, CAPACITY, DATA -> Exit.UNREACHABLE;
            case CLOSED, INTERNAL -> Exit.INTERNAL;
            case GUARD -> Exit.GUARD;
            case LOCKED -> Exit.LOCKED;
            case CANCELLED -> Exit.INTERRUPTED;
        };
    }

    /** {@code /config/ttl_seconds} as the user knows it. */
    private static String setting(String pointer) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        return name.isEmpty() ? "" : name + ": ";
    }

    /** In words of our own: those of the parser repeat values, and a value may be a secret. */
    private static CommandFailure parameter(ParameterException thrown) {
        String command = thrown.getCommandLine().getCommandSpec().qualifiedName();
        String help = "`" + command + " --help` lists what there is.";
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            String argument = unmatched.getUnmatched().get(0);
            List<String> suggestions = unmatched.getSuggestions();
            if (argument.startsWith("-")) {
                String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
                List<String> names = thrown.getCommandLine().getCommandSpec().options().stream()
                        .map(option -> option.longestName())
                        .toList();
                return CommandFailure.usage(
                        "OPTION_UNKNOWN",
                        "There is no option '" + name + "'.",
                        NearestName.question(name, names) + help);
            }
            boolean commands = !thrown.getCommandLine().getSubcommands().isEmpty();
            return CommandFailure.usage(
                    commands ? "COMMAND_UNKNOWN" : "ARGUMENT_UNEXPECTED",
                    commands ? "There is no such command." : "There is an argument too many.",
                    (suggestions.isEmpty() || !commands ? "" : "Did you mean '" + suggestions.get(0) + "'? ") + help);
        }
        if (thrown instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            return CommandFailure.usage(
                    "ARGUMENT_MISSING",
                    "Missing: "
                            + missing.getMissing().stream()
                                    .map(argument -> name(argument))
                                    .collect(Collectors.joining(", "))
                            + ".",
                    help);
        }
        String about = thrown.getArgSpec() == null
                ? "The command line cannot be read."
                : "The value of " + name(thrown.getArgSpec()) + " cannot be read.";
        return CommandFailure.usage("ARGUMENT_INVALID", about, help);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + "=" + option.paramLabel()
                : argument.paramLabel();
    }

    private static String message(Throwable thrown) {
        @Nullable String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /** Class and line, without the message: an unforeseen exception may hold anything. */
    private static String place(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        return thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
