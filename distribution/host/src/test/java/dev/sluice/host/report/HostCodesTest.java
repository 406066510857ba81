package dev.sluice.host.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostCodesTest {
    private static final Pattern CODE = Pattern.compile("\"([A-Z]{3,}(?:_[A-Z]+)+)\"");
    /** Names of types of the embedded engine. */
    private static final Pattern NO_CODE = Pattern.compile("TIME(STAMP)?_.*");

    @Test
    void everyCodeThatTheHostItsSourcesAndItsStateReportIsListedOnceAndNoOther() throws IOException {
        Set<String> reported = new TreeSet<>();
        for (String module : List.of("host", "sources", "state")) {
            reported.addAll(codes(Path.of("..", module, "src", "main", "java")));
        }
        assertThat(HostCodes.ALL).extracting(ErrorCode::code).containsExactlyInAnyOrderElementsOf(reported);
    }

    private static Set<String> codes(Path sources) throws IOException {
        Set<String> reported = new TreeSet<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("HostCodes.java"))
                    .toList()) {
                Files.readString(file)
                        .lines()
                        .filter(line -> !line.strip().startsWith("*"))
                        .forEach(line -> {
                            Matcher matcher = CODE.matcher(line);
                            while (matcher.find()) {
                                reported.add(matcher.group(1));
                            }
                        });
            }
        }
        reported.removeIf(text -> NO_CODE.matcher(text).matches());
        return reported;
    }

    @Test
    void everyCodeHasAMeaningAndARemedy() {
        assertThat(HostCodes.ALL).allSatisfy(code -> {
            assertThat(code.detail().message()).endsWith(".");
            assertThat(code.detail().remedy()).endsWith(".");
        });
    }
}
