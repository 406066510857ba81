package dev.sluice.spi;

import static dev.sluice.spi.ErrorDetail.requireText;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * One step of a check, as it ended. {@link CheckRun} makes them.
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
     * @param message what was seen, without secrets
     * @param error present exactly unless the step passed: its message is {@code message}, and its
     *     {@linkplain ErrorDetail#SETTING setting} names the setting that it is about
     * @param cause what was thrown, if the step failed by an exception: for a log of those who run the host. Its messages may hold secrets
     */
    public record Result(Status status, String message, Optional<ErrorDetail> error, Optional<Throwable> cause) {
        /** @throws IllegalArgumentException if a pass has an error, or anything else has none */
        public Result {
            requireNonNull(status, "status");
            requireText(message, "message");
            requireNonNull(cause, "cause");
            if ((status == Status.PASS) != error.isEmpty()) {
                throw new IllegalArgumentException("a step has an error exactly unless it passes");
            }
        }

        /**
         * A result without a cause.
         *
         * @throws IllegalArgumentException if a pass has an error, or anything else has none
         */
        public Result(Status status, String message, Optional<ErrorDetail> error) {
            this(status, message, error, Optional.empty());
        }

        /** This result, which that exception has caused. */
        public Result causedBy(Throwable thrown) {
            return new Result(status, message, error, Optional.of(thrown));
        }

        /** The result without its cause, whose messages may hold secrets. */
        @Override
        public String toString() {
            return "Result[status=" + status + ", message=" + message + ", error=" + error + "]";
        }

        /** It works. */
        public static Result pass(String message) {
            return new Result(Status.PASS, message, Optional.empty());
        }

        /** It works, and the user should know something. */
        public static Result warn(ErrorDetail error) {
            return new Result(Status.WARN, error.message(), Optional.of(error));
        }

        /** It does not work. */
        public static Result fail(ErrorDetail error) {
            return new Result(Status.FAIL, error.message(), Optional.of(error));
        }

        /** It was not tried. */
        public static Result skipped(ErrorDetail error) {
            return new Result(Status.SKIPPED, error.message(), Optional.of(error));
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
