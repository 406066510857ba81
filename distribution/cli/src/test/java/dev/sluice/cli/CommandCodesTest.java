package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.report.HostCodes;
import dev.sluice.spi.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandCodesTest {
    private static final Pattern CODE = Pattern.compile("\"([A-Z]{3,}(?:_[A-Z]+)+|INTERNAL)\"");

    @Test
    void everyCodeThatTheCommandReportsIsListedOnceAndNoOther() throws IOException {
        Set<String> reported = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.endsWith("CommandCodes.java"))
                    .toList()) {
                Matcher matcher = CODE.matcher(Files.readString(file));
                while (matcher.find()) {
                    reported.add(matcher.group(1));
                }
            }
        }
        assertThat(CommandCodes.ALL).extracting(ErrorCode::code).containsExactlyInAnyOrderElementsOf(reported);
    }

    @Test
    void everyCodeHasAMeaningAndARemedyAndIsTheCommandsAlone() {
        assertThat(CommandCodes.ALL).allSatisfy(code -> {
            assertThat(code.detail().message()).endsWith(".");
            assertThat(code.detail().remedy()).endsWith(".");
        });
        assertThat(CommandCodes.ALL)
                .extracting(ErrorCode::code)
                .doesNotContainAnyElementsOf(
                        HostCodes.ALL.stream().map(ErrorCode::code).toList());
    }
}
