package dev.sluice.cli.command;

import dev.sluice.cli.installation.Host;
import dev.sluice.cli.installation.Interruption;
import dev.sluice.cli.option.NamedSync;
import dev.sluice.cli.option.ParserFailures;
import dev.sluice.cli.option.WorkDirectory;
import dev.sluice.cli.output.Console;
import dev.sluice.cli.output.Envelope;
import dev.sluice.cli.output.RunLog;
import dev.sluice.definition.Definitions;
import dev.sluice.definition.Given;
import dev.sluice.definition.References;
import dev.sluice.definition.SyncEntry;
import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.name.ShellWord;
import dev.sluice.host.report.FailureText;
import dev.sluice.source.FileFormat;
import dev.sluice.source.Sources;
import dev.sluice.spi.DestinationSpec;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** One call of the command: what it was given, and how it answers. For one thread. */
public final class Application {
    private static final Pattern STATE_COMMAND = Pattern.compile("sluice state (?:list|show|reset|move|resolve)");

    private final Console console;
    private final Supplier<Host> hosts;
    private final Interruption interruption;
    private boolean json;
    private @Nullable Path stateDirectory;
    private @Nullable Host host;
    private RootCommand root = new RootCommand();
    private volatile @Nullable Definitions definitions;

    /** @param hosts makes the host; asked only if a command needs it, for that takes time */
    public Application(Console console, Supplier<Host> hosts, Interruption interruption) {
        this.console = console;
        this.hosts = hosts;
        this.interruption = interruption;
    }

    /** Runs a command line and says how it ended. */
    public int run(String... arguments) {
        // A URL with a password, in whatever option and however misspelt; the name of a file with an @ in it is none.
        Arrays.stream(arguments)
                .filter(argument -> argument.contains("@") && argument.contains(":"))
                .forEach(console.redactor()::secret);
        json = wants("-o|-o=|--output|--output=", "json", arguments);
        if (wants("--log-format|--log-format=", "json", arguments)
                || (!wants("--log-format|--log-format=", "text", arguments)
                        && console.environment("SLUICE_LOG_FORMAT")
                                .filter("json"::equalsIgnoreCase)
                                .isPresent())) {
            console.sayAsJson();
        }
        RootCommand root = new RootCommand();
        if (String.join("", arguments).indexOf(References.UNDECODED) >= 0) {
            return fail(
                    "",
                    HostFailure.ARGUMENT_INVALID.exception(
                            "An argument has bytes that are no text in the encoding of this locale.",
                            "Run it in a UTF-8 locale, such as LC_ALL=C.UTF-8."),
                    null,
                    List.of());
        }
        this.root = root;
        CommandLine commands = new Commands(this, root).parser(arguments);
        commands.setOut(new PrintWriter(console.resultStream(), true, StandardCharsets.UTF_8));
        commands.setParameterExceptionHandler(
                (thrown, given) -> fail(command(thrown.getCommandLine()), ParserFailures.of(thrown), thrown, root));
        commands.setExecutionExceptionHandler(
                (thrown, command, parsed) -> fail(command(command), HostException.of(thrown), thrown, root));
        commands.setExecutionStrategy(parsed -> {
            stateDirectory = parsed.asCommandLineList().stream()
                    .map(line -> line.getParseResult().matchedOptionValue(WorkDirectory.OPTION, (Path) null))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            return new CommandLine.RunLast().execute(parsed);
        });
        try {
            return commands.execute(arguments);
        } catch (Error e) {
            // The parser hands over exceptions alone.
            return fail(arguments.length == 0 ? "" : arguments[0], HostException.of(e), e, root);
        }
    }

    private int fail(String command, HostException failure, Throwable thrown, RootCommand root) {
        if (root.verbose) {
            RunLog.trace(console, thrown);
        }
        return fail(command, failure, null, List.of());
    }

    private static String command(CommandLine line) {
        String name = line.getCommandSpec().qualifiedName(" ");
        return name.startsWith("sluice ") ? name.substring("sluice ".length()) : name;
    }

    /** Looks before the parser does: a line that cannot be parsed is answered in the form that was asked for, too. */
    private static boolean wants(String option, String value, String... arguments) {
        String line = String.join(" ", arguments) + " ";
        return line.matches("(?s).*(^| )(" + option + ") ?(?i:" + value + ") .*");
    }

    /** Answers: words or one JSON object on the standard output. */
    int end(String command, int exit, @Nullable Object result, List<String> words) {
        return answer(command, exit, result, null, words);
    }

    /** Answers as {@link #end} does, and tells the failure on the error stream as well. */
    int fail(String command, HostException failure, @Nullable Object result, List<String> words) {
        int exit = ExitCode.of(failure.detail().category());
        HostException told = withStateDirectory(failure);
        int answered = answer(command, exit, result, told, words);
        tell(told);
        return answered;
    }

    /** A remedy that names a command on a state can be run as it stands, wherever the state is. */
    private HostException withStateDirectory(HostException failure) {
        if (stateDirectory == null) {
            return failure;
        }
        String option =
                "$0 " + WorkDirectory.OPTION + " " + Matcher.quoteReplacement(ShellWord.of(stateDirectory.toString()));
        return failure.withRemedies(
                problem -> STATE_COMMAND.matcher(problem.remedy()).replaceAll(option));
    }

    private int answer(
            String command, int exit, @Nullable Object result, @Nullable HostException failure, List<String> words) {
        if (json) {
            console.printJson(Envelope.of(command, exit, result, failure, console.redactor()::texts));
        } else {
            words.forEach(console::print);
        }
        if (!console.failed()) {
            return exit;
        }
        HostException lost = HostFailure.OUTPUT_FAILED.exception();
        tell(lost);
        return exit == ExitCode.DONE ? ExitCode.of(lost.detail().category()) : exit;
    }

    /** Says on the error stream what went wrong. */
    void tell(HostException failure) {
        if (console.saysJson()) {
            console.sayJson("error", Map.of("error", Envelope.error(failure)));
        } else {
            FailureText.of(failure)
                    .forEach(line -> console.say(console.redactor().redact(line)));
        }
    }

    /** Shows words that are part of the result; in JSON there are none. */
    void show(String line) {
        if (!json) {
            console.print(line);
        }
    }

    /** Says a line on the error stream, unless the user wants it quiet. */
    void say(String line) {
        if (!root.quiet) {
            console.say(line);
        }
    }

    public Console console() {
        return console;
    }

    /** The definition file, if there is one; read once. */
    Optional<Definitions> definitions() {
        if (definitions == null) {
            definitions = definitionFile().map(Definitions::read).orElse(null);
        }
        return Optional.ofNullable(definitions);
    }

    /** From now on syncs are those of another reading of the file. */
    void use(Definitions others) {
        definitions = others;
    }

    Optional<Path> definitionFile() {
        return Definitions.find(Optional.ofNullable(root.config), console::environment);
    }

    /** The definition file. */
    Definitions requireDefinitions() {
        return definitions()
                .orElseThrow(
                        () -> HostFailure.DEFINITION_UNREADABLE.exception(
                                "There is no definition file: nothing names one, and the working directory has no sluice.yaml."));
    }

    /** What the destinations that are installed say of themselves. */
    List<DestinationSpec> specs() {
        return host().destinations().stream()
                .map(installed -> installed.destination().spec())
                .toList();
    }

    /**
     * The syncs of the definition file that words name; none, if they are files.
     *
     * @throws HostException if a word is both, or syncs and files are named together
     */
    List<String> syncs(List<String> words, boolean all) {
        if (all) {
            if (!words.isEmpty()) {
                throw HostFailure.ARGUMENT_UNEXPECTED.exception(
                        "--all is given, and syncs or files are named too.", "Leave one of the two out.");
            }
            Definitions definitions = requireDefinitions();
            if (definitions.syncs().isEmpty()) {
                throw HostFailure.SYNC_UNKNOWN.exception(
                        definitions.file() + " has no syncs.", "Write one under syncs:, or leave out --all.");
            }
            return definitions.syncs();
        }
        if (words.isEmpty() || definitionFile().isEmpty()) {
            return List.of();
        }
        List<String> known = requireDefinitions().syncs();
        List<String> named = words.stream().filter(known::contains).distinct().toList();
        named.stream().filter(Application::isFile).findFirst().ifPresent(word -> {
            throw HostFailure.SYNC_AMBIGUOUS.exception(
                    "'" + word + "' is a sync of " + definitionFile().orElseThrow() + " and a file.",
                    "Write ./" + word + " for the file, or rename the sync.");
        });
        if (named.isEmpty()) {
            words.stream()
                    .filter(word -> !isSource(word))
                    .findFirst()
                    .ifPresent(word -> requireDefinitions().sync(word, specs()));
        }
        if (!named.isEmpty() && named.size() < words.stream().distinct().count()) {
            String other = words.stream()
                    .filter(word -> !known.contains(word))
                    .findFirst()
                    .orElseThrow();
            if (isFile(other)) {
                throw HostFailure.ARGUMENT_INVALID.exception(
                        "Syncs and files are named together: " + named.get(0) + ", " + other + ".",
                        "Run them one by one.");
            }
            requireDefinitions().sync(other, specs());
        }
        return named;
    }

    /** Whether a word that names no sync can be meant for a file, a pattern or the standard input. */
    static boolean isSource(String word) {
        return isFile(word)
                || !Sources.isFile(word)
                || word.contains("/")
                || FileFormat.of(word).isPresent();
    }

    private static boolean isFile(String word) {
        try {
            return Files.exists(Path.of(word));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** What the definition file says of a sync, with what the environment lays over it. */
    NamedSync sync(String name) {
        return sync(requireDefinitions(), name);
    }

    /** As {@link #sync(String)}, of a reading of the file that is not in use. */
    NamedSync sync(Definitions read, String name) {
        read.requireValid(specs());
        return unchecked(read, name);
    }

    /** As {@link #sync(Definitions, String)}, where something else in the file may be wrong. */
    NamedSync unchecked(Definitions read, String name) {
        return new NamedSync(withEnvironment(read.sync(name, specs())), read.base(), read.stateDirectory());
    }

    /** A sync that options describe. */
    NamedSync unnamed() {
        Path standard = definitions().map(Definitions::stateDirectory).orElseGet(this::standardDirectory);
        return new NamedSync(withEnvironment(SyncEntry.EMPTY), Path.of(""), standard);
    }

    /** Where state is kept, unless an option or the definition says otherwise. */
    Path standardDirectory() {
        return definitionFile()
                .map(file -> file.resolveSibling(WorkDirectory.NAME))
                .orElse(Path.of(WorkDirectory.NAME));
    }

    private SyncEntry withEnvironment(SyncEntry entry) {
        SyncEntry merged = entry;
        for (String path : List.of(
                "mode",
                "sample",
                "dead_letters",
                "guards.min_rows",
                "max_rows_per_second",
                "guards.max_deletes",
                "guards.max_delete_percent",
                "guards.max_errors",
                "guards.max_error_percent",
                "guards.on_row_error",
                "guards.on_missing_column",
                "guards.on_new_column")) {
            String variable = "SLUICE_" + path.substring(path.indexOf('.') + 1).toUpperCase(Locale.ROOT);
            Optional<String> value = console.environment(variable).filter(text -> !text.isBlank());
            if (value.isPresent()) {
                merged = merged.with(path, new Given(number(path, variable, value.get()), variable, false));
            }
        }
        return merged;
    }

    private static Object number(String path, String variable, String text) {
        if (List.of("mode", "sample", "dead_letters").contains(path) || path.startsWith("guards.on_")) {
            return text;
        }
        try {
            return Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw HostFailure.GUARD_INVALID.exception("The variable " + variable + " is no whole number.");
        }
    }

    Interruption interruption() {
        return interruption;
    }

    /** The host, with every plugin that is installed; what is broken among them is said once. */
    public Host host() {
        if (host == null) {
            host = hosts.get();
            host.brokenPlugins().forEach(broken -> {
                console.say("warning: " + FailureText.message(broken.error()));
                console.say("  → " + broken.error().remedy());
            });
        }
        return host;
    }
}
