package dev.sluice.spi;

import static dev.sluice.spi.RowError.requireText;
import static java.util.Objects.requireNonNull;

/**
 * One thing wrong with the settings.
 *
 * @param pointer JSON Pointer (RFC 6901) to the setting, such as {@code /config/ttl_seconds} or {@code /target/database}; the empty text
 *     means the whole
 * @param message what is wrong, without the value of a secret
 * @param remedy what to do about it, never blank
 */
public record Problem(String pointer, String message, String remedy) {
    /** @throws IllegalArgumentException if message or remedy is blank, or the pointer is none */
    public Problem {
        if (!requireNonNull(pointer, "pointer").isEmpty() && !pointer.startsWith("/")) {
            throw new IllegalArgumentException("pointer is no JSON Pointer");
        }
        requireText(message, "message");
        requireText(remedy, "remedy");
    }
}
