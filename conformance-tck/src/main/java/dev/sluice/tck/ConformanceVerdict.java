package dev.sluice.tck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Ends with 0 if a build has reports and every verdict in them is good, else with 1: also when the tests were disabled, so that the build
 * itself is green. Run it after the tests, {@code java -cp … dev.sluice.tck.ConformanceVerdict target/conformance}.
 */
public final class ConformanceVerdict {
    private ConformanceVerdict() {}

    /** @param args the directory of the reports; {@code target/conformance} if there is none */
    @SuppressWarnings("SystemOut") // a command
    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean good = judge(Path.of(args.length == 0 ? "target/conformance" : args[0]), lines);
        lines.forEach(System.out::println);
        if (!good) {
            // Not for success, so that it can run inside a build tool.
            System.exit(1);
        }
    }

    /** Whether there are reports and all are good; a line for each. */
    static boolean judge(Path directory, List<String> lines) throws IOException {
        List<Path> reports = List.of();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory, 2)) {
                reports = files.filter(file -> file.endsWith("report.json"))
                        .sorted()
                        .toList();
            }
        }
        if (reports.isEmpty()) {
            lines.add(Report.Verdict.NOT_CONFORMANT.text() + ": there is no report in " + directory);
            return false;
        }
        boolean good = true;
        for (Path report : reports) {
            Object parsed = JsonSchemaText.parse(Files.readString(report));
            String verdict = parsed instanceof Map<?, ?> members ? String.valueOf(members.get("verdict")) : "";
            lines.add(verdict + ": " + report);
            good &= verdict.equals(Report.Verdict.CONFORMANT.text())
                    || verdict.equals(Report.Verdict.CONFORMANT_BUT_FOR_WAIVERS.text());
        }
        return good;
    }
}
