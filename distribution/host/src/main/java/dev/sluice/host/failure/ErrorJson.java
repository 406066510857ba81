package dev.sluice.host.failure;

import dev.sluice.spi.ErrorDetail;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/**
 * A failure as the properties of a JSON object, the same wherever one is written:
 *
 * <pre>{@code
 * "code":"CONNECTION_LOST","category":"CONNECTION","message":"…","remedy":"…","retryable":true,"retry_after_seconds":5,
 * "at":{"host":"db.example.com","port":"6379"}
 * }</pre>
 *
 * <p>{@code retry_after_seconds} is there only if the target asks for that time.
 */
public final class ErrorJson {
    private ErrorJson() {}

    /** The properties in their order. A value is a text, a truth value, a whole number, or a map of texts. */
    public static Map<String, Object> properties(ErrorDetail error) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("code", error.code());
        properties.put("category", error.category().name());
        properties.put("message", error.message());
        properties.put("remedy", error.remedy());
        properties.put("retryable", error.retryable());
        error.retryAfter().ifPresent(time -> properties.put("retry_after_seconds", wholeSeconds(time)));
        properties.put("at", error.at());
        return properties;
    }

    /** Writes the properties into the object that is open. */
    public static void write(JsonGenerator json, ErrorDetail error) {
        properties(error).forEach((name, value) -> {
            if (value instanceof Boolean truth) {
                json.writeBooleanProperty(name, truth);
            } else if (value instanceof Long number) {
                json.writeNumberProperty(name, number);
            } else if (value instanceof Map<?, ?> places) {
                json.writeObjectPropertyStart(name);
                places.forEach((place, where) -> json.writeStringProperty(place.toString(), where.toString()));
                json.writeEndObject();
            } else {
                json.writeStringProperty(name, value.toString());
            }
        });
    }

    /** Rounded up: a moment too early is refused again. */
    private static long wholeSeconds(Duration time) {
        return time.plusNanos(999_999_999).toSeconds();
    }
}
