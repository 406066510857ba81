package dev.sluice.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {
    @TempDir
    private Path folder;

    private final List<String> secrets = new ArrayList<>();
    private final Map<String, String> variables =
            Map.of("A", "x", "EMPTY", "", "DOLLAR", "${env:A}$$", "PASS", "p@/:%20 é");

    private References references() {
        return new References(name -> Optional.ofNullable(variables.get(name)), folder, secrets::add);
    }

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("pw"), "s3cret\n");
        Files.writeString(folder.resolve("two"), "a\n\n");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            ${env:A}, x
            a${env:A}b${env:A}, axbx
            ${env:EMPTY}, ``
            ${env:EMPTY:-y}, y
            ${env:NONE:-}, ``
            ${env:NONE:-a:-b}, a:-b
            ${env:DOLLAR}, ${env:A}$$
            $$, $
            $${env:A}, ${env:A}
            a$b, a$b
            $, $
            cost: 5$, cost: 5$
            ${file:pw}, s3cret
            """)
    void aReferenceIsReplacedOnce(String text, String expected) {
        References references = references();
        assertThat(references.expand(text)).isEqualTo(expected);
        assertThat(references.problems()).isEmpty();
    }

    @Test
    void oneLineEndOfAFileIsDroppedAndItsValueIsASecret() {
        assertThat(references().expand("${file:two}")).isEqualTo("a\n");
        assertThat(secrets).containsExactly("a\n");
    }

    @Test
    void everythingThatIsNotResolvedIsTold() throws IOException {
        Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff});
        References references = references();
        references.expand("${env:NONE} ${file:none} ${file:bytes} ${other:x} ${file:.} ${env:} ${env:A");
        assertThat(references.problems())
                .extracting(problem -> problem.message())
                .satisfiesExactly(
                        one -> assertThat(one).contains("NONE"),
                        two -> assertThat(two).contains("none", "does not exist"),
                        three -> assertThat(three).contains("bytes", "UTF-8"),
                        four -> assertThat(four).contains("other:x"),
                        five -> assertThat(five).contains("is no file"),
                        six -> assertThat(six).contains("There is no reference"),
                        seven -> assertThat(seven).contains("begins with ${ and has no }"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            fake://:${env:PASS}@h   | fake://:p%40%2F%3A%2520%20%C3%A9@h
            fake://${env:A}@h       | fake://x@h
            fake://me:${file:pw}@h  | fake://me:s3cret@h
            """)
    void aPasswordMayHaveAnyCharacters(String url, String expected) {
        assertThat(references().expandUrl(url)).isEqualTo(expected);
    }
}
