package dev.sluice.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.Terminal;
import dev.sluice.host.failure.ExitCode;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CheckCommandTest {
    private final Terminal terminal = new Terminal();

    @Test
    void aConnectionThatWorksIsToldStepByStep() {
        assertThat(terminal.run("check", "--to", "fake://h")).isZero();
        assertThat(terminal.out().lines())
                .containsExactly(
                        "Fake fake://h",
                        "  ✓ settings: The settings are well formed.",
                        "  ✓ connect: The table is there.",
                        "The connection works.");
        assertThat(terminal.err()).doesNotContain("error");
    }

    @Test
    void inJsonAStepThatPassesHasNoError() {
        assertThat(terminal.run("check", "--to", "fake://h", "-o", "json")).isZero();
        JsonNode step = terminal.json().path("result").path("steps").path(1);
        assertThat(step.path("name").asString()).isEqualTo("connect");
        assertThat(step.path("status").asString()).isEqualTo("PASS");
        assertThat(step.path("message").asString()).isEqualTo("The table is there.");
        assertThat(step.has("code")).isFalse();
        assertThat(terminal.json().path("error").isNull()).isTrue();
    }

    @Test
    void theFirstStepThatFailsIsTheFailureOfTheCommand() {
        assertThat(terminal.run("check", "--to", "fake://busy")).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err().lines()).endsWith("error TABLE_BUSY: The table is busy. (setting url)", "  → Wait.");
    }

    @Test
    void whereAFailureCameFromIsToldOnlyIfAsked() {
        assertThat(terminal.run("check", "--to", "fake://user:canary@torn")).isEqualTo(ExitCode.DEFECT);
        assertThat(terminal.err())
                .contains("IllegalStateException")
                .doesNotContain("at dev.sluice.cli.FakeDestination");
        assertThat(terminal.run("check", "-v", "--to", "fake://user:canary@torn"))
                .isEqualTo(ExitCode.DEFECT);
        assertThat(terminal.err()).contains("at dev.sluice.cli.FakeDestination").doesNotContain("canary");
    }

    @Test
    void inJsonStepAndErrorHaveAllThatIsKnownOfTheFailure() {
        assertThat(terminal.run("check", "--to", "fake://busy", "-o", "json")).isEqualTo(ExitCode.FAILED);
        JsonNode step = terminal.json().path("result").path("steps").path(1);
        assertThat(step.path("status").asString()).isEqualTo("FAIL");
        JsonNode error = terminal.json().path("error");
        for (JsonNode place : new JsonNode[] {step, error}) {
            assertThat(place.path("code").asString()).isEqualTo("TABLE_BUSY");
            assertThat(place.path("category").asString()).isEqualTo("CAPACITY");
            assertThat(place.path("message").asString()).isEqualTo("The table is busy.");
            assertThat(place.path("remedy").asString()).isEqualTo("Wait.");
            assertThat(place.path("retryable").asBoolean()).isTrue();
            assertThat(place.path("retry_after_seconds").asLong()).isEqualTo(5);
            assertThat(place.path("at").path("host").asString()).isEqualTo("busy");
            assertThat(place.path("at").path("setting").asString()).isEqualTo("/config/url");
        }
    }
}
