package dev.sluice.bundle;

import dev.sluice.bundle.Transcript.Scenario;
import dev.sluice.bundle.Transcript.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a transcript uses.
 *
 * @param options that each command is given; those that every command takes are under an empty name
 * @param exits that each command ends with
 */
record Uses(Map<String, Set<String>> options, Map<String, Set<Integer>> exits) {
    /** Any command may end so; the page says it once. */
    private static final int STOPPED = 130;

    static Uses of(CommandPage page, List<Scenario> scenarios) {
        Uses uses = new Uses(new TreeMap<>(), new TreeMap<>());
        page.options().keySet().forEach(command -> uses.options.put(command, new TreeSet<>()));
        scenarios.stream()
                .flatMap(scenario -> scenario.steps().stream())
                .filter(Step::isCommand)
                .forEach(step -> uses.add(page, step));
        return uses;
    }

    private void add(CommandPage page, Step step) {
        List<String> words = step.words();
        String command = command(page, words);
        if (!command.isEmpty() && step.exit() != STOPPED) {
            exits.computeIfAbsent(command, name -> new TreeSet<>()).add(step.exit());
        }
        for (String word : words) {
            String option = page.names().get(word);
            if (option != null) {
                boolean own = page.options().getOrDefault(command, Set.of()).contains(option);
                options.computeIfAbsent(own ? command : CommandPage.EVERY, name -> new TreeSet<>())
                        .add(option);
            }
        }
    }

    /** The words that the line begins with, as far as they name a command; empty if none. */
    private static String command(CommandPage page, List<String> words) {
        for (int length = Math.min(2, words.size()); length > 0; length--) {
            String command = String.join(" ", words.subList(0, length));
            if (page.options().containsKey(command)) {
                return command;
            }
        }
        return CommandPage.EVERY;
    }
}
