package dev.sluice.spi;

import static dev.sluice.spi.RowError.requireText;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * One step of a check, as it ended.
 *
 * @param name what was tried, such as {@code connect}
 * @param result how it ended
 * @param duration how long it took
 */
public record CheckStep(String name, Result result, Duration duration) {
    /** How a step can end. */
    public enum Status {
        /** It works. */
        PASS,
        /** It works, and the user should know something. */
        WARN,
        /** It does not work. */
        FAIL,
        /** It was not tried. */
        SKIPPED
    }

    /**
     * How a step ended.
     *
     * @param status pass, warn, fail or skipped
     * @param code stable; empty only for a pass
     * @param message what was seen, without secrets
     * @param remedy what to do; empty only for a pass or a skip
     * @param configPath JSON Pointer to the setting that it is about, such as {@code /config/connection_url}
     */
    public record Result(Status status, String code, String message, String remedy, Optional<String> configPath) {
        /** @throws IllegalArgumentException if a failure or warning has no code or remedy, or anything has no message */
        public Result {
            requireNonNull(status, "status");
            requireText(message, "message");
            requireNonNull(configPath, "configPath");
            if (status != Status.PASS) {
                requireText(code, "code");
            }
            if (status == Status.FAIL || status == Status.WARN) {
                requireText(remedy, "remedy");
            }
        }

        /** It works. */
        public static Result pass(String message) {
            return new Result(Status.PASS, "", message, "", Optional.empty());
        }

        /** It works, and the user should know something. */
        public static Result warn(String code, String message, String remedy, Optional<String> configPath) {
            return new Result(Status.WARN, code, message, remedy, configPath);
        }

        /** It does not work. */
        public static Result fail(String code, String message, String remedy, Optional<String> configPath) {
            return new Result(Status.FAIL, code, message, remedy, configPath);
        }

        /** It was not tried. */
        public static Result skipped(String code, String message) {
            return new Result(Status.SKIPPED, code, message, "", Optional.empty());
        }
    }

    public CheckStep {
        requireText(name, "name");
        requireNonNull(result, "result");
        requireNonNull(duration, "duration");
    }

    /** The status of the result. */
    public Status status() {
        return result.status();
    }
}
