package dev.sluice.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What went wrong, and what to do about it: the one failure value of rows, exceptions, check steps, warnings and reports.
 *
 * <p>Message, remedy and places hold no secret and no value of a row.
 *
 * @param code stable, upper case with underscores, such as {@code KEY_EMPTY}
 * @param category who can mend it; a host derives its exit code from it
 * @param message what happened, in one sentence
 * @param remedy what to do about it, never blank
 * @param retryable whether the same may succeed later without any change
 * @param retryAfter how long the target asks to wait before the next try, if it said so
 * @param at where it happened, ordered by the kind of place: host, port, database, node, file, line, column, setting, as one lower-case
 *     word each. A setting is a JSON Pointer (RFC 6901) such as {@code /config/ttl_seconds} or {@code /target/database}
 */
public record ErrorDetail(
        String code,
        ErrorCategory category,
        String message,
        String remedy,
        boolean retryable,
        Optional<Duration> retryAfter,
        Map<String, String> at) {
    /** The place of a wrong setting: its JSON Pointer. */
    public static final String SETTING = "setting";

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*");
    private static final Pattern PLACE = Pattern.compile("[a-z][a-z0-9_]*");

    /** @throws IllegalArgumentException if the code or a place has another form, or message or remedy is blank */
    public ErrorDetail {
        if (!CODE.matcher(requireNonNull(code, "code")).matches()) {
            throw new IllegalArgumentException("code '" + code + "' does not match " + CODE);
        }
        requireNonNull(category, "category");
        requireText(message, "message");
        requireText(remedy, "remedy");
        requireNonNull(retryAfter, "retryAfter");
        at = at.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(at));
        at.forEach((place, value) -> {
            if (!PLACE.matcher(place).matches()) {
                throw new IllegalArgumentException("place '" + place + "' does not match " + PLACE);
            }
            requireNonNull(value, "value of a place");
        });
    }

    /** A failure without a place. */
    public static ErrorDetail of(
            String code, ErrorCategory category, String message, String remedy, boolean retryable) {
        return new ErrorDetail(code, category, message, remedy, retryable, Optional.empty(), Map.of());
    }

    /**
     * One wrong setting: code {@code SETTING_INVALID}, category {@link ErrorCategory#CONFIGURATION}.
     *
     * @param pointer JSON Pointer to the setting; the empty text means the settings as a whole
     * @throws IllegalArgumentException if the pointer has another form
     */
    public static ErrorDetail setting(String pointer, String message, String remedy) {
        if (!pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new IllegalArgumentException("'" + pointer + "' is not a JSON Pointer");
        }
        return of("SETTING_INVALID", ErrorCategory.CONFIGURATION, message, remedy, false)
                .at(SETTING, pointer);
    }

    /** Builds a failure that is not retryable and has no place, unless said otherwise. */
    public static Builder builder(String code, ErrorCategory category) {
        return new Builder(code, category);
    }

    /** This failure with a place added or replaced. */
    public ErrorDetail at(String place, String value) {
        Map<String, String> places = new TreeMap<>(at);
        places.put(place, value);
        return new ErrorDetail(code, category, message, remedy, retryable, retryAfter, places);
    }

    /** The JSON Pointer of the setting that it is about, if it is about one. */
    public Optional<String> pointer() {
        return Optional.ofNullable(at.get(SETTING));
    }

    static String requireText(String text, String name) {
        if (requireNonNull(text, name).isBlank()) {
            throw new IllegalArgumentException(name + " is blank");
        }
        return text;
    }

    /** Builds an {@link ErrorDetail}. Not for use by several threads. */
    public static final class Builder {
        private final String code;
        private final ErrorCategory category;
        private final Map<String, String> at = new TreeMap<>();
        private String message = "";
        private String remedy = "";
        private boolean retryable;
        private Optional<Duration> retryAfter = Optional.empty();

        private Builder(String code, ErrorCategory category) {
            this.code = code;
            this.category = category;
        }

        /** What happened, in one sentence. Required. */
        public Builder message(String text) {
            message = text;
            return this;
        }

        /** What to do about it. Required. */
        public Builder remedy(String text) {
            remedy = text;
            return this;
        }

        /** The same may succeed later without any change. */
        public Builder retryable(boolean may) {
            retryable = may;
            return this;
        }

        /** The target asks to wait this long; implies that the same may succeed later. */
        public Builder retryAfter(Duration time) {
            retryable = true;
            retryAfter = Optional.of(time);
            return this;
        }

        /** Where it happened. */
        public Builder at(String place, String value) {
            at.put(place, value);
            return this;
        }

        /** @throws IllegalArgumentException as the record's constructor does */
        public ErrorDetail build() {
            return new ErrorDetail(code, category, message, remedy, retryable, retryAfter, at);
        }
    }
}
