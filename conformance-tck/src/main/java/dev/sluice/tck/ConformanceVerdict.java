package dev.sluice.tck;

import dev.sluice.tck.report.Verdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
        boolean good = Verdicts.judge(Path.of(args.length == 0 ? "target/conformance" : args[0]), lines);
        lines.forEach(System.out::println);
        if (!good) {
            // Not for success, so that it can run inside a build tool.
            System.exit(1);
        }
    }
}
