package dev.sluice.tck.report;

import dev.sluice.tck.support.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the verdicts of the reports of a build. */
public final class Verdicts {
    private Verdicts() {}

    /**
     * Whether there are reports and all their verdicts are good.
     *
     * @param lines receives a line for each report
     */
    public static boolean judge(Path directory, List<String> lines) throws IOException {
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
            Object parsed = JsonText.parse(Files.readString(report));
            String verdict = parsed instanceof Map<?, ?> members ? String.valueOf(members.get("verdict")) : "";
            lines.add(verdict + ": " + report);
            good &= verdict.equals(Report.Verdict.CONFORMANT.text())
                    || verdict.equals(Report.Verdict.CONFORMANT_BUT_FOR_WAIVERS.text());
        }
        return good;
    }
}
