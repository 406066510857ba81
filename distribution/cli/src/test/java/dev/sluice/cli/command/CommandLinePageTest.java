package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.FakeHost;
import dev.sluice.cli.Terminal;
import dev.sluice.cli.help.OptionSections;
import dev.sluice.cli.help.Section;
import dev.sluice.cli.installation.Interruption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every command can be read, and {@code docs/command-line.md} lists the same options and exit codes. */
class CommandLinePageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "command-line.md");
    private static final String BEGIN = "<!-- commands: written by CommandLinePageTest -->\n";
    private static final String END = "<!-- end of commands -->\n";
    private static final int WIDTH = 80;
    private static final int LINES = 40;
    /** Commands whose options are those of a sync, which are listed once. */
    private static final Set<String> OF_A_SYNC = Set.of("sync", "plan", "verify", "retry");

    private final CommandLine all = new Commands(
                    new Application(new Terminal().console(), FakeHost::new, new Interruption()), new RootCommand())
            .parser();

    private static Stream<CommandLine> withSubcommands(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().flatMap(CommandLinePageTest::withSubcommands));
    }

    @Test
    void aHelpOfMoreThanAScreenHasHeadings() {
        withSubcommands(all).forEach(command -> {
            List<String> lines = command.getUsageMessage(Ansi.OFF).lines().toList();
            assertThat(lines)
                    .as(command.getCommandSpec().qualifiedName())
                    .allMatch(line -> line.length() <= WIDTH, "is at most 80 characters wide");
            if (lines.size() > LINES) {
                assertThat(longestRunWithoutHeading(lines))
                        .as("lines under one heading of "
                                + command.getCommandSpec().qualifiedName())
                        .isLessThanOrEqualTo(LINES);
            }
        });
    }

    private static int longestRunWithoutHeading(List<String> lines) {
        int longest = 0;
        int run = 0;
        for (String line : lines) {
            run = line.matches("[A-Z].*:") ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    @Test
    void everyOptionOfASyncStandsUnderAHeadingOfItsOwn() {
        Map<Section, List<OptionSpec>> sections = ofASync();
        assertThat(sections).containsKeys(Section.FILES, Section.DATABASE, Section.GUARDS, Section.MIRROR);
        assertThat(sections.get(Section.COMMAND))
                .extracting(OptionSpec::longestName)
                .containsExactly("--keep");
        assertThat(sections.get(Section.GUARDS))
                .extracting(OptionSpec::longestName)
                .contains("--max-deletes");
        assertThat(sections.get(Section.RUN))
                .extracting(OptionSpec::longestName)
                .contains("--name", "--state-dir");
    }

    @Test
    void thePageListsEveryCommandWithItsOptionsAndExitCodes() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(end).as("the page has room for the commands").isGreaterThanOrEqualTo(begin);
        String written = page.substring(0, begin) + reference() + page.substring(end);
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, written);
        }
        assertThat(PAGE)
                .as("docs/command-line.md is stale; write it anew with -Dsluice.docs.write=true")
                .hasContent(written);
    }

    private Map<Section, List<OptionSpec>> ofASync() {
        return OptionSections.of(
                Objects.requireNonNull(all.getSubcommands().get("sync")).getCommandSpec());
    }

    private String reference() {
        StringBuilder text = new StringBuilder();
        Map<Section, List<OptionSpec>> ofASync = ofASync();
        withSubcommands(all).skip(1).forEach(command -> command(text, command.getCommandSpec(), ofASync));
        text.append("### Options of a sync\n\n`sync`, `plan`, `verify` and `retry` take them.\n");
        table(
                text,
                ofASync.entrySet().stream()
                        .filter(section -> isShared(section.getKey()))
                        .toList());
        text.append("\n### Options of every command\n");
        table(
                text,
                ofASync.entrySet().stream()
                        .filter(section -> section.getKey() == Section.EVERY_COMMAND)
                        .toList());
        return text.append('\n').toString();
    }

    private static boolean isShared(Section section) {
        return section != Section.TOLD && section != Section.COMMAND && section != Section.EVERY_COMMAND;
    }

    private static void command(StringBuilder text, CommandSpec command, Map<Section, List<OptionSpec>> ofASync) {
        boolean sync = OF_A_SYNC.contains(command.name());
        if (sync) {
            assertThat(OptionSections.of(command).entrySet().stream()
                            .filter(section -> isShared(section.getKey()))
                            .map(section -> section.getKey() + " " + names(section.getValue())))
                    .isEqualTo(ofASync.entrySet().stream()
                            .filter(section -> isShared(section.getKey()))
                            .map(section -> section.getKey() + " " + names(section.getValue()))
                            .toList());
        }
        text.append("### ").append(command.qualifiedName()).append("\n\n");
        text.append(cell(String.join(" ", command.usageMessage().description())))
                .append("\n\n");
        text.append("```\n").append(synopsis(command)).append("\n```\n");
        List<Map.Entry<Section, List<OptionSpec>>> own = OptionSections.of(command).entrySet().stream()
                .filter(section -> section.getKey() != Section.EVERY_COMMAND && !(sync && isShared(section.getKey())))
                .toList();
        if (sync) {
            text.append("\nIt takes the [options of a sync](#options-of-a-sync)")
                    .append(own.isEmpty() ? "." : ", and:")
                    .append('\n');
        }
        table(text, own);
        text.append("\nExit codes: ")
                .append(String.join(", ", command.usageMessage().exitCodeList().keySet()))
                .append("\n\n");
    }

    private static List<String> names(List<OptionSpec> options) {
        return options.stream().map(OptionSpec::longestName).toList();
    }

    private static String synopsis(CommandSpec command) {
        String positionals = command.positionalParameters().stream()
                .map(CommandLinePageTest::positional)
                .collect(Collectors.joining());
        return command.qualifiedName() + (command.subcommands().isEmpty() ? " [OPTIONS]" + positionals : " COMMAND");
    }

    private static String positional(ArgSpec argument) {
        String label = argument.arity().max() > 1 ? argument.paramLabel() + "…" : argument.paramLabel();
        return argument.required() ? " " + label : " [" + label + "]";
    }

    private static void table(StringBuilder text, List<Map.Entry<Section, List<OptionSpec>>> sections) {
        if (sections.isEmpty()) {
            return;
        }
        text.append("\n| option | meaning |\n| --- | --- |\n");
        for (Map.Entry<Section, List<OptionSpec>> section : sections) {
            if (sections.size() > 1) {
                text.append("| **").append(section.getKey().title()).append("** | |\n");
            }
            sorted(section.getValue())
                    .forEach(option -> text.append("| `")
                            .append(option(option))
                            .append("` | ")
                            .append(cell(String.join(" ", option.description())))
                            .append(" |\n"));
        }
    }

    private static List<OptionSpec> sorted(List<OptionSpec> options) {
        List<OptionSpec> sorted = new ArrayList<>(options);
        sorted.sort((one, other) -> one.longestName().compareTo(other.longestName()));
        return sorted;
    }

    private static String option(OptionSpec option) {
        String names = String.join(", ", option.names());
        return (option.arity().max() == 0 ? names : names + " " + option.paramLabel()).replace("|", "\\|");
    }

    /** A text of the parser in Markdown. */
    private static String cell(String text) {
        return text.replace("$${", "${")
                .replace("%n", " ")
                .replace("|", "\\|")
                .replace("*", "\\*")
                .replace("<", "&lt;");
    }
}
