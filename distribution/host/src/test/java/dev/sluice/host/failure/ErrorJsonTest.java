package dev.sluice.host.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

class ErrorJsonTest {
    private static final ErrorDetail LOST = ErrorDetail.builder("CONNECTION_LOST", ErrorCategory.CONNECTION)
            .message("The connection was \"lost\".")
            .remedy("Run again.")
            .retryAfter(Duration.ofMillis(4_001))
            .at("port", "6379")
            .at("host", "db.example.com")
            .build();

    private static String written(ErrorDetail error) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            ErrorJson.write(json, error);
            json.writeEndObject();
        }
        return text.toString();
    }

    @Test
    void aFailureHasAllThatIsKnownOfItInOneOrder() {
        assertThat(written(LOST))
                .isEqualTo("{\"code\":\"CONNECTION_LOST\",\"category\":\"CONNECTION\","
                        + "\"message\":\"The connection was \\\"lost\\\".\",\"remedy\":\"Run again.\",\"retryable\":true,"
                        + "\"retry_after_seconds\":5,\"at\":{\"host\":\"db.example.com\",\"port\":\"6379\"}}");
        assertThat(ErrorJson.properties(LOST))
                .containsOnlyKeys("code", "category", "message", "remedy", "retryable", "retry_after_seconds", "at")
                .containsEntry("retry_after_seconds", 5L)
                .containsEntry("at", LOST.at());
    }

    @Test
    void withoutATimeToWaitThereIsNone() {
        assertThat(ErrorJson.properties(HostFailure.KEY_MISSING.detail()))
                .containsOnlyKeys("code", "category", "message", "remedy", "retryable", "at")
                .containsEntry("retryable", false);
    }
}
