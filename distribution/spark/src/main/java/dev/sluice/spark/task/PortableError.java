package dev.sluice.spark.task;

import dev.sluice.spi.ErrorCategory;
import dev.sluice.spi.ErrorDetail;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An {@link ErrorDetail} that Java can serialize. */
record PortableError(
        String code,
        String category,
        String message,
        String remedy,
        boolean retryable,
        @Nullable Duration retryAfter,
        Map<String, String> at)
        implements Serializable {
    static PortableError of(ErrorDetail error) {
        return new PortableError(
                error.code(),
                error.category().name(),
                error.message(),
                error.remedy(),
                error.retryable(),
                error.retryAfter().orElse(null),
                new HashMap<>(error.at()));
    }

    ErrorDetail detail() {
        return new ErrorDetail(
                code, ErrorCategory.valueOf(category), message, remedy, retryable, Optional.ofNullable(retryAfter), at);
    }
}
