package dev.sluice.host.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.HostException;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    private static final ErrorDetail LOST = ErrorDetail.of(
            "CONNECTION_LOST", ErrorCategory.CONNECTION, "The connection to db1 was lost.", "Run again.", true);

    @Test
    void placesThatTheMessageDoesNotNameAreTold() {
        assertThat(FailureText.of(new HostException(
                        LOST.at("host", "db1").at("port", "6379").at("node", "b"))))
                .containsExactly(
                        "error CONNECTION_LOST: The connection to db1 was lost. (node b, port 6379)", "  → Run again.");
        assertThat(FailureText.message(LOST.at("host", "db")))
                .as("a part of a word is not the place")
                .endsWith(" (host db)");
        assertThat(FailureText.message(LOST.at("setting", "/config/connection_url")))
                .endsWith(" (setting connection_url)");
        assertThat(FailureText.message(LOST.at("setting", ""))).isEqualTo(LOST.message());
    }

    @Test
    void everyProblemOfTheSettingsIsALineThatBeginsWithItsName() {
        HostException failure = HostException.of(DestinationException.configuration(List.of(
                ErrorDetail.setting("/config/database", "must be from 0 to 15", "Give such a number."),
                ErrorDetail.setting("/target/ttl_seconds", "must be above 0", "Give such a number."),
                ErrorDetail.setting("", "two of them exclude each other", "Leave one out."))));
        assertThat(FailureText.of(failure))
                .containsExactly(
                        "error SETTINGS_INVALID: database: must be from 0 to 15",
                        "    → Give such a number.",
                        "  ttl_seconds: must be above 0",
                        "    → Give such a number.",
                        "  two of them exclude each other",
                        "    → Leave one out.");
    }

    @Test
    void whatTheWholeFailureIsAboutIsToldOfEveryProblem() {
        HostException failure = HostException.of(DestinationException.configuration(List.of(
                        ErrorDetail.setting("/config/database", "must be from 0 to 15", "Give such a number."),
                        ErrorDetail.setting("/target/ttl_seconds", "must be above 0", "Give such a number."))))
                .at("sync", "users");
        assertThat(FailureText.of(failure))
                .contains(
                        "error SETTINGS_INVALID: database: must be from 0 to 15 (sync users)",
                        "  ttl_seconds: must be above 0 (sync users)");
    }

    @Test
    void aPlaceStandsAboveTheLinesOfAFile() {
        ErrorDetail wrong = ErrorDetail.of(
                "DEFINITION_WRONG",
                ErrorCategory.CONFIGURATION,
                "a.yaml:1:2: 'x' is wrong.\n1 | x\n  | ^",
                "Correct it.",
                false);
        assertThat(FailureText.message(wrong.at("sync", "users")))
                .isEqualTo("a.yaml:1:2: 'x' is wrong. (sync users)\n1 | x\n  | ^");
    }
}
