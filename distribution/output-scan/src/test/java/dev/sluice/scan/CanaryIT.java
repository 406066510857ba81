package dev.sluice.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Runs after every other test: the passwords of the tests contain one text, names of users and values of rows that are to be seen nowhere contain others, and
 * no output of any test of the build does.
 */
class CanaryIT {
    /** Each in two parts, so that this class is no finding itself when it is printed. */
    private static final List<String> CANARIES = List.of("canary-" + "s3cret", "canary-" + "us3r", "canary-" + "pii");

    private static final Set<String> OUTPUT_DIRECTORIES =
            Set.of("surefire-reports", "failsafe-reports", "e2e-output", "conformance");

    @Test
    void noOutputOfAnyTestHoldsAPasswordAUserOrAMarkedValue() throws IOException {
        Path root = Path.of("..", "..").toAbsolutePath().normalize();
        List<Path> outputs = outputs(root);
        System.out.println(
                "Searched " + outputs.size() + " files of test output for passwords, users and marked values.");
        assertThat(outputs)
                .as("reports of unit tests, of tests against servers and of the command")
                .hasSizeGreaterThan(50)
                .anyMatch(path -> path.toString().contains("surefire-reports"))
                .anyMatch(path -> path.toString().contains("failsafe-reports"))
                .anyMatch(path -> path.toString().contains("e2e-output"));
        assertThat(findings(outputs)).isEmpty();
    }

    @ParameterizedTest(name = "{index}")
    @FieldSource("CANARIES")
    void whatIsPlantedIsFound(String canary, @TempDir Path directory) throws IOException {
        Path report = Files.createDirectories(directory.resolve("target/surefire-reports"))
                .resolve("report.txt");
        Files.writeString(report, "redis://:" + canary + "-1@localhost");
        assertThat(findings(outputs(directory))).containsExactly(report);
    }

    private static List<Path> outputs(Path root) throws IOException {
        List<Path> outputs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (Path part : root.relativize(file)) {
                    if (OUTPUT_DIRECTORIES.contains(part.toString())) {
                        outputs.add(file);
                        break;
                    }
                }
            }
        }
        return outputs;
    }

    private static List<Path> findings(List<Path> outputs) throws IOException {
        List<Path> findings = new ArrayList<>();
        for (Path file : outputs) {
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            if (CANARIES.stream().anyMatch(text::contains)) {
                findings.add(file);
            }
        }
        return findings;
    }
}
