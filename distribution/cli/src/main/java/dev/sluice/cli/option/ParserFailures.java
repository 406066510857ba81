package dev.sluice.cli.option;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the parser says of a command line, in words of our own: those of the parser repeat values, and a value may be a secret. */
public final class ParserFailures {
    private static final Set<Class<?>> WHOLE = Set.of(int.class, long.class, Integer.class, Long.class);

    private ParserFailures() {}

    public static HostException of(ParameterException thrown) {
        String help = help(thrown.getCommandLine());
        if (thrown instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched, help);
        }
        if (thrown instanceof MissingParameterException missing
                && !missing.getMissing().isEmpty()) {
            String names =
                    missing.getMissing().stream().map(ParserFailures::name).collect(Collectors.joining(", "));
            return HostFailure.ARGUMENT_MISSING.exception("Missing: " + names + ".", help);
        }
        String about = thrown.getArgSpec() == null
                ? "The command line cannot be read."
                : "The value of " + name(thrown.getArgSpec()) + " cannot be read.";
        return HostFailure.ARGUMENT_INVALID.exception(about, choices(thrown.getArgSpec()) + help);
    }

    private static String choices(@Nullable ArgSpec argument) {
        if (argument != null && WHOLE.contains(argument.type()) && argument.converters().length == 0) {
            return "It is a whole number. ";
        }
        Object[] constants = argument == null ? null : argument.type().getEnumConstants();
        return constants == null
                ? ""
                : "One of "
                        + Arrays.stream(constants)
                                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ", "", ". "));
    }

    private static HostException unmatched(UnmatchedArgumentException thrown, String help) {
        String argument = thrown.getUnmatched().get(0);
        if (argument.startsWith("-")) {
            String name = argument.contains("=") ? argument.substring(0, argument.indexOf('=')) : argument;
            List<String> names = thrown.getCommandLine().getCommandSpec().options().stream()
                    .map(OptionSpec::longestName)
                    .toList();
            return HostFailure.OPTION_UNKNOWN.exception(
                    "There is no option '" + name + "'.", NearestName.question(name, names) + help);
        }
        if (thrown.getCommandLine().getSubcommands().isEmpty()) {
            return HostFailure.ARGUMENT_UNEXPECTED.exception("There is an argument too many.", help);
        }
        return unknownCommand(argument, thrown.getCommandLine());
    }

    /** @param name is not repeated: it may be anything, such as a URL with a password */
    public static HostException unknownCommand(String name, CommandLine parent) {
        return HostFailure.COMMAND_UNKNOWN.exception(
                "There is no such command.",
                NearestName.question(name, parent.getSubcommands().keySet()) + help(parent));
    }

    private static String help(CommandLine command) {
        return "`" + command.getCommandSpec().qualifiedName() + " --help` lists what there is.";
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option
                ? option.longestName() + "=" + option.paramLabel()
                : argument.paramLabel();
    }
}
