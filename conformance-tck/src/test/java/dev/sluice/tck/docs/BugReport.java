package dev.sluice.tck.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A public report of a fault in some connector, and the rules that catch faults of its kind. They are in {@code bug-reports.txt}, one a
 * line: {@code owner/name#number | rules | what went wrong}.
 *
 * @param reference the repository and the number, such as {@code owner/name#7}
 * @param rules the ids of the rules
 * @param fault what went wrong
 */
record BugReport(String reference, List<String> rules, String fault) {
    private static final Path FILE = Path.of("src", "test", "resources", "bug-reports.txt");

    /** Every report, in the order of the file. */
    static List<BugReport> all() throws IOException {
        return Files.readAllLines(FILE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(BugReport::of)
                .toList();
    }

    private static BugReport of(String line) {
        String[] parts = line.split(" \\| ", -1);
        if (parts.length != 3) {
            throw new IllegalStateException("not owner/name#number | rules | fault: " + line);
        }
        return new BugReport(parts[0], List.of(parts[1].split(" ", -1)), parts[2]);
    }

    String link() {
        return "[" + reference + "](https://github.com/" + reference.replace("#", "/issues/") + ")";
    }
}
