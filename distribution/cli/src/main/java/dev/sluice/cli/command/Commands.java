package dev.sluice.cli.command;

import dev.sluice.cli.help.OptionSections;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The commands by name, and the parser of a line that calls one of them. For one thread. */
final class Commands {
    private final RootCommand root;
    private final Map<String, Supplier<Object>> byName = new LinkedHashMap<>();

    Commands(Application application, RootCommand root) {
        this.root = root;
        byName.put("sync", () -> new SyncCommand(application, root));
        byName.put("plan", () -> new PlanCommand(application, root));
        byName.put("verify", () -> new VerifyCommand(application, root));
        byName.put("retry", () -> new RetryCommand(application, root));
        byName.put("check", () -> new CheckCommand(application, root));
        byName.put("run", () -> new RunCommand(application, root));
        byName.put("runs", () -> new RunsCommand(application));
        byName.put("state", () -> new StateCommand(application));
        byName.put("config", () -> new ConfigCommand(application));
        byName.put("validate", () -> new ValidateCommand(application));
        byName.put("schema", () -> new SchemaCommand(application));
        byName.put("init", () -> new InitCommand(application));
        byName.put("plugins", () -> new PluginsCommand(application));
        byName.put("doctor", () -> new DoctorCommand(application));
        byName.put("errors", () -> new ErrorsCommand(application));
        byName.put("help", () -> new HelpCommand(application));
    }

    /** A parser that knows every command. */
    CommandLine parser() {
        return parser(byName.values());
    }

    /** A parser that knows the command which is called first, if there is one: to read the options of all takes a tenth of a second. */
    CommandLine parser(String... arguments) {
        Supplier<Object> called = arguments.length == 0 ? null : byName.get(arguments[0]);
        return called == null || arguments[0].equals("help") ? parser() : parser(List.of(called));
    }

    private CommandLine parser(Collection<Supplier<Object>> commands) {
        CommandLine parser = new CommandLine(root);
        commands.forEach(command -> parser.addSubcommand(command.get()));
        OptionSections.arrange(parser);
        parser.setPosixClusteredShortOptionsAllowed(false);
        // A file may be named @a.csv; its content is no argument.
        parser.setExpandAtFiles(false);
        parser.setCaseInsensitiveEnumValuesAllowed(true);
        return parser;
    }
}
