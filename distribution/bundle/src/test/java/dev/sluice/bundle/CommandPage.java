package dev.sluice.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/command-line.md} lists.
 *
 * @param options of each command, by the first of their names; those that every command takes are under an empty name
 * @param exits of each command
 * @param names every name of an option, with the one that it is listed by
 */
record CommandPage(Map<String, Set<String>> options, Map<String, Set<Integer>> exits, Map<String, String> names) {
    static final String EVERY = "";

    private static final String OF_A_SYNC = "Options of a sync";
    private static final Pattern OPTION = Pattern.compile("^\\| `(-[^ `,]*(?:, -[^ `,]*)*)");

    static CommandPage read(Path file) throws IOException {
        Map<String, Set<String>> options = new TreeMap<>();
        Map<String, Set<Integer>> exits = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        Set<String> ofASync = new TreeSet<>();
        String command = "";
        boolean listed = false;
        for (String line : Files.readAllLines(file)) {
            listed |= line.startsWith("<!-- commands:");
            if (!listed) {
                continue;
            }
            Matcher option = OPTION.matcher(line);
            if (line.startsWith("### ")) {
                command = line.substring(4).replace("sluice ", "").replace("Options of every command", EVERY);
                options.putIfAbsent(command, new TreeSet<>());
            } else if (line.startsWith("It takes the [options of a sync]")) {
                ofASync.add(command);
            } else if (line.startsWith("Exit codes: ")) {
                Set<Integer> codes = exits.computeIfAbsent(command, name -> new TreeSet<>());
                for (String code : line.substring("Exit codes: ".length()).split(", ", -1)) {
                    codes.add(Integer.valueOf(code));
                }
            } else if (option.find()) {
                String[] all = option.group(1).split(", ", -1);
                options.computeIfAbsent(command, name -> new TreeSet<>()).add(all[0]);
                for (String name : all) {
                    names.put(name, all[0]);
                }
            }
        }
        Set<String> shared = Objects.requireNonNull(options.remove(OF_A_SYNC));
        ofASync.forEach(name -> options.merge(name, shared, (own, more) -> {
            own.addAll(more);
            return own;
        }));
        return new CommandPage(options, exits, names);
    }
}
