package dev.sluice.tck.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every snippet of {@code docs/writing-a-destination.md} is a file of the example, or a region of one between {@code // snippet:name} and
 * {@code // snippet:end}, which the build compiles and tests. {@code -Dsluice.docs.write=true} updates the page.
 */
class SnippetsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Path PAGE = DOCS.resolve("writing-a-destination.md");
    private static final Path EXAMPLE = DOCS.resolve("examples/text-destination");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- snippet: (\\S+?)(?:#(\\S+))? -->\n```(\\w*)\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile("\\s*// snippet:(\\S+)");

    @Test
    void everySnippetIsWhatTheBuildCompiles() throws IOException {
        String page = Files.readString(PAGE);
        String present = SNIPPET.matcher(page)
                .replaceAll(match -> Matcher.quoteReplacement("<!-- snippet: " + match.group(1)
                        + (match.group(2) == null ? "" : "#" + match.group(2)) + " -->\n```" + match.group(3) + "\n"
                        + text(match.group(1), match.group(2)) + "```\n"));
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, present);
        }
        assertThat(PAGE)
                .as("docs/writing-a-destination.md is stale; update it with -Dsluice.docs.write=true")
                .hasContent(present);
    }

    @Test
    void noCodeOfThePageIsTypedByHand() throws IOException {
        String rest = SNIPPET.matcher(Files.readString(PAGE)).replaceAll("");
        assertThat(rest).as("the page without its snippets").doesNotContain("```java", "```xml", "<!-- snippet:");
    }

    @Test
    void everyRegionOfTheExampleIsShown() throws IOException {
        String page = Files.readString(PAGE);
        List<String> unshown = new ArrayList<>();
        try (var files = Files.walk(EXAMPLE.resolve("src"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher mark = MARK.matcher(line);
                    if (mark.matches()
                            && !mark.group(1).equals("end")
                            && !page.contains("#" + mark.group(1) + " -->")) {
                        unshown.add(mark.group(1));
                    }
                }
            }
        }
        assertThat(unshown).as("regions that no page shows").isEmpty();
    }

    @Test
    void aConformanceTestIsTwentyFiveLines() throws IOException {
        long lines = Files.readAllLines(DOCS.resolve(
                        "examples/files-destination/src/test/java/com/example/files/FilesConformanceTest.java"))
                .stream()
                .filter(line -> !line.isBlank() && !line.startsWith("import ") && !line.startsWith("package "))
                .count();
        assertThat(lines).as("lines of a conformance test, imports aside").isLessThanOrEqualTo(25);
    }

    /** A file, or a region of it, without the marks and without the common indentation. */
    private static String text(String file, @org.jspecify.annotations.Nullable String region) {
        List<String> lines = new ArrayList<>();
        boolean within = region == null;
        try {
            for (String line : Files.readAllLines(EXAMPLE.resolve(file))) {
                Matcher mark = MARK.matcher(line);
                if (mark.matches()) {
                    within = mark.group(1).equals(region) || (region == null);
                } else if (within) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(lines).as("lines of %s#%s", file, region).isNotEmpty();
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        lines.forEach(line ->
                text.append(line.isBlank() ? "" : line.substring(indent)).append('\n'));
        return text.toString();
    }
}
