package dev.sluice.tck;

import dev.sluice.tck.report.Verdicts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that exits with 0 if the build has conformance reports and all their verdicts are good, and with 1 otherwise. It also fails if
 * the conformance tests were disabled, which a build does not notice. Run it after the tests:
 * {@code java -cp … dev.sluice.tck.ConformanceVerdict target/conformance}.
 */
public final class ConformanceVerdict {
    private ConformanceVerdict() {}

    /** @param args the directory of the reports; {@code target/conformance} by default */
    @SuppressWarnings("SystemOut") // a command
    public static void main(String[] args) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean good = Verdicts.judge(Path.of(args.length == 0 ? "target/conformance" : args[0]), lines);
        lines.forEach(System.out::println);
        if (!good) {
            // Only on failure, since the command may run inside a build tool.
            System.exit(1);
        }
    }
}
