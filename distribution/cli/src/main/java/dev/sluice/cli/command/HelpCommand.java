package dev.sluice.cli.command;

import dev.sluice.cli.help.ExitCodes;
import dev.sluice.cli.installation.Version;
import dev.sluice.cli.option.ParserFailures;
import dev.sluice.host.failure.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code --help} shows, for those who ask by a command. */
@Command(
        name = "help",
        description = "Shows the help of the program or of a command.",
        exitCodeListHeading = ExitCodes.HEADING,
        exitCodeList = {ExitCodes.DONE, ExitCodes.WRONG},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
@SuppressWarnings({"NullAway.Init", "unused"}) // the parser sets the fields
public final class HelpCommand implements Callable<Integer> {
    private final Application application;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command, for example sync.")
    private List<String> names = new ArrayList<>();

    HelpCommand(Application application) {
        this.application = application;
    }

    @Override
    public Integer call() {
        CommandLine wanted = spec.parent().commandLine();
        for (String name : names) {
            CommandLine next = wanted.getSubcommands().get(name);
            if (next == null) {
                throw ParserFailures.unknownCommand(name, wanted);
            }
            wanted = next;
        }
        String usage = wanted.getUsageMessage(Ansi.OFF);
        return application.end(
                "help", ExitCode.DONE, Map.of("usage", usage), usage.lines().toList());
    }
}
