package dev.sluice.bundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Commands with what they should say, as {@code command-line.txt} has them; it says itself what its lines mean. */
final class Transcript {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private Transcript() {}

    /** What a step does. */
    enum Kind {
        COMMAND,
        INTERRUPTED,
        HELD,
        FILE,
        REDIS
    }

    /** One step of a scenario; the exit code counts for commands alone. */
    record Step(Kind kind, String text, int line, int exit, List<String> says, List<String> neverSays) {
        List<String> words() {
            List<String> words = new ArrayList<>();
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                words.add(word.group(1) == null ? word.group(2) : word.group(1));
            }
            return words;
        }

        boolean isCommand() {
            return kind == Kind.COMMAND || kind == Kind.INTERRUPTED || kind == Kind.HELD;
        }

        private Step with(String line) {
            List<String> more = new ArrayList<>(line.startsWith("+") ? says : neverSays);
            more.add(line.substring(2));
            return line.startsWith("+")
                    ? new Step(kind, text, this.line, exit, more, neverSays)
                    : new Step(kind, text, this.line, exit, says, more);
        }
    }

    /** Steps that follow each other in one directory. */
    record Scenario(String name, List<Step> steps) {}

    static List<Scenario> read(Path file) throws IOException {
        List<Scenario> scenarios = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("## ")) {
                scenarios.add(new Scenario(line.substring(3), new ArrayList<>()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                add(scenarios.get(scenarios.size() - 1).steps(), line, i + 1);
            }
        }
        return scenarios;
    }

    private static void add(List<Step> steps, String line, int number) {
        int last = steps.size() - 1;
        switch (line.charAt(0)) {
            case '=' -> {
                Step step = steps.get(last);
                int exit = Integer.parseInt(line.substring(2));
                steps.set(last, new Step(step.kind(), step.text(), step.line(), exit, List.of(), List.of()));
            }
            case '+', '-' -> steps.set(last, steps.get(last).with(line));
            case '>' -> steps.add(step(Kind.FILE, line.substring(2), number));
            case '@' -> steps.add(step(Kind.REDIS, line.substring(2), number));
            case '&' -> steps.add(step(Kind.HELD, line.substring(2), number));
            case '$' ->
                steps.add(
                        line.startsWith("$INT ")
                                ? step(Kind.INTERRUPTED, line.substring(5), number)
                                : step(Kind.COMMAND, line.substring(2), number));
            default -> throw new IllegalArgumentException("line " + number + ": " + line);
        }
    }

    private static Step step(Kind kind, String text, int line) {
        return new Step(kind, text, line, -1, List.of(), List.of());
    }
}
