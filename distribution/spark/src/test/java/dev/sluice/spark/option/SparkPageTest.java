package dev.sluice.spark.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The options in {@code docs/spark.md} are those that there are. {@code -Dsluice.docs.write=true} updates the page. */
class SparkPageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "spark.md");
    private static final String BEGIN = "<!-- options -->\n";
    private static final String END = "<!-- end of options -->\n";

    @Test
    void thePageListsEveryOption() throws IOException {
        String page = Files.readString(PAGE);
        StringBuilder table = new StringBuilder("| option | by default | what it is |\n|---|---|---|\n");
        for (OptionName option : OptionName.values()) {
            table.append("| `")
                    .append(option.text())
                    .append("` | ")
                    .append(option.standard().isEmpty() ? "" : "`" + option.standard() + "`")
                    .append(" | ")
                    .append(option.description())
                    .append(" |\n");
        }
        String present =
                page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + table + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("sluice.docs.write")) {
            Files.writeString(PAGE, present);
        }
        assertThat(PAGE)
                .as("docs/spark.md is stale; update it with -Dsluice.docs.write=true")
                .hasContent(present);
    }

    @Test
    void remediesOfTheHostNameOptionsOfSpark() {
        assertThat(OptionWords.of("To go on with more: --max-errors N."))
                .isEqualTo("To go on with more: option(\"max_errors\", N).");
        assertThat(OptionWords.of("See sluice --help.")).isEqualTo("See sluice --help.");
    }
}
