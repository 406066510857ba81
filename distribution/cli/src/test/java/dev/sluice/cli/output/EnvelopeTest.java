package dev.sluice.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.host.failure.ExitCode;
import dev.sluice.host.failure.HostException;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EnvelopeTest {
    @Test
    void everyProblemOfTheSettingsIsThereWithItsPlace() {
        HostException failure = HostException.of(DestinationException.configuration(List.of(
                ErrorDetail.setting("/config/database", "must be from 0 to 15", "Give such a number."),
                ErrorDetail.setting("/target/ttl_seconds", "must be above 0", "Give a number from 1."))));
        JsonNode error = new JsonMapper()
                .readTree(Envelope.of("sync", ExitCode.CONFIGURATION, null, failure, result -> result))
                .path("error");
        assertThat(error.path("code").asString()).isEqualTo("SETTINGS_INVALID");
        assertThat(error.path("problems"))
                .extracting(problem -> problem.path("at").path("setting").asString())
                .containsExactly("/config/database", "/target/ttl_seconds");
        assertThat(error.path("problems").path(1).path("category").asString()).isEqualTo("CONFIGURATION");
        assertThat(error.path("problems").path(1).path("remedy").asString()).isEqualTo("Give a number from 1.");
    }
}
