package dev.sluice.cli.help;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the options of a command under headings. This class is threadsafe. */
public final class OptionSections implements IHelpSectionRenderer {
    private OptionSections() {}

    /** Arranges the help of a command and of all that it contains. */
    public static void arrange(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionSections());
        command.getSubcommands().values().forEach(OptionSections::arrange);
    }

    @Override
    public String render(Help help) {
        StringBuilder text = new StringBuilder();
        of(help.commandSpec())
                .forEach((section, options) -> text.append(System.lineSeparator())
                        .append(section.title())
                        .append(':')
                        .append(System.lineSeparator())
                        .append(help.optionListExcludingGroups(options)));
        return text.toString();
    }

    /** The options of a command by their sections; a section without any is left out. */
    public static Map<Section, List<OptionSpec>> of(CommandSpec command) {
        Map<Section, List<OptionSpec>> sections = new EnumMap<>(Section.class);
        command.options().stream()
                .filter(option -> !option.hidden())
                .forEach(option -> sections.computeIfAbsent(section(option), section -> new ArrayList<>())
                        .add(option));
        return sections;
    }

    private static Section section(OptionSpec option) {
        if (option.inherited() || option.usageHelp() || option.versionHelp()) {
            return Section.EVERY_COMMAND;
        }
        return annotated(option.userObject()).orElse(Section.COMMAND);
    }

    private static Optional<Section> annotated(Object origin) {
        if (!(origin instanceof AnnotatedElement element)) {
            return Optional.empty();
        }
        return named(element)
                .or(() -> element instanceof Field field ? named(field.getDeclaringClass()) : Optional.empty());
    }

    private static Optional<Section> named(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(InSection.class)).map(InSection::value);
    }
}
