package dev.sluice.spark.option;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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
        assertThat(remedy("Run it again. To write every row: --full. Without a limit: `sluice sync`."))
                .isEqualTo("Run it again.");
        assertThat(remedy("See sluice --help.")).isEqualTo("docs/spark.md lists the options of Spark.");
        assertThat(remedy("By --packages GROUP:NAME. Or: sluice state move a --target b --state-dir DIR"))
                .isEqualTo("By --packages GROUP:NAME. Or: sluice state move a --target b --state-dir DIR");
    }

    @Test
    void aWarningKeepsWhatHappened() {
        assertThat(OptionWords.warning("The record 'a --b' is gone. It is written again. To write all: --full."))
                .isEqualTo("The record 'a --b' is gone. It is written again.");
        assertThat(OptionWords.warning("It is slow without --full.")).isEqualTo("It is slow without --full.");
    }

    private static String remedy(String ofTheHost) {
        return OptionWords.remedy(HostFailure.SOURCE_CHANGED.detail("It changed.", ofTheHost));
    }

    @ParameterizedTest
    @EnumSource(HostFailure.class)
    void noRemedyNamesWhatOnlyTheCommandHas(HostFailure failure) {
        assertThat(OptionWords.remedy(failure.detail()).replaceAll("sluice state (move|reset|resolve) NAME.*", ""))
                .isNotBlank()
                .doesNotContainPattern("(^|[\\s(`'\"])--[a-z]")
                .doesNotContain("sluice.yaml", "`sluice", "SLUICE_");
    }
}
