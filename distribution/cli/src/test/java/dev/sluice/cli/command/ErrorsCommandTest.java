package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.ExitCode;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ErrorsCommandTest {
    private final Terminal terminal = new Terminal();

    @Test
    void everyCodeIsListedUnderItsDestination() {
        assertThat(terminal.run("errors")).isZero();
        assertThat(terminal.out()
                        .lines()
                        .map(line -> line.strip().replaceAll(" +", " "))
                        .toList())
                .containsSubsequence(
                        "sluice",
                        "SOURCE_MISSING There is no such file.",
                        "KEY_MISSING No key is given.",
                        "",
                        "every destination",
                        "CLOSED The run, writer or reader is closed.",
                        "",
                        "fake",
                        "TABLE_LOCKED Another run has locked the table.");
    }

    @Test
    void oneCodeIsExplainedWithItsRemedy() {
        assertThat(terminal.run("errors", "cell-torn")).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "CELL_TORN (fake, data)",
                        "  A cell was written by half.",
                        "  → Run again.",
                        "  The row is rejected, and may have been applied in part; the others stand.");
    }

    @Test
    void theCodesOfTheHostAndOfTheCommandAreExplainedToo() {
        assertThat(terminal.run("errors", "STATE_IN_USE")).isZero();
        assertThat(terminal.out())
                .contains("STATE_IN_USE (sluice, locked)")
                .contains("It ends the run. A later run may succeed without any change.");
    }

    @Test
    void aWarningIsNoEnd() {
        assertThat(terminal.run("errors", "PLUGIN_NOT_LOADED")).isZero();
        assertThat(terminal.out()).contains("It is a warning and ends nothing.").doesNotContain("It ends the run.");
    }

    @Test
    void inJsonEveryCodeHasAllThatIsKnownOfIt() {
        assertThat(terminal.run("errors", "TABLE_LOCKED", "-o", "json")).isZero();
        JsonNode result = terminal.json().path("result");
        assertThat(result).hasSize(1);
        assertThat(result.get(0).path("destination").asString()).isEqualTo("fake");
        assertThat(result.get(0).path("scope").asString()).isEqualTo("run");
        assertThat(result.get(0).path("category").asString()).isEqualTo("CAPACITY");
        assertThat(result.get(0).path("retryable").asBoolean()).isTrue();
        assertThat(result.get(0).path("partial").asBoolean()).isFalse();
        assertThat(result.get(0).path("remedy").asString()).isEqualTo("Wait until it has ended.");
        assertThat(result.get(0).path("at").isEmpty()).isTrue();
    }

    @Test
    void ofAnUnknownCodeTheNearestIsNamed() {
        assertThat(terminal.run("errors", "TABLE_LOKED")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(terminal.err()).contains("CODE_UNKNOWN").contains("Did you mean 'TABLE_LOCKED'?");
        assertThat(terminal.out()).isEmpty();
    }
}
