package dev.sluice.spark.failure;

import dev.sluice.host.failure.HostException;
import dev.sluice.host.failure.HostFailure;
import dev.sluice.host.report.FailureText;
import dev.sluice.spark.option.OptionWords;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What ended a write, in words: code, message and place, then what to do about it. Neither a secret nor a value of a row is in it. Has no cause, because
 * Spark sends and logs exceptions, and because the classes of a plugin are known to nobody else; but where the query of a mirror failed, the cause
 * is what Spark threw, which says what it likes.
 */
public final class SluiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SluiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Of anything thrown; an exception that nobody declares is told by its class and its place alone. */
    public static SluiceException of(Throwable thrown) {
        if (thrown instanceof SluiceException told) {
            return told;
        }
        HostException failure = HostException.of(thrown).withRemedies(OptionWords::remedy);
        // Nothing else reads rows here than Spark.
        Throwable cause = failure.is(HostFailure.SOURCE_UNREADABLE) ? failure.getCause() : null;
        SluiceException told = new SluiceException(String.join("\n", FailureText.of(failure)), cause);
        StackTraceElement[] trace = told.getStackTrace();
        told.setStackTrace(Arrays.copyOfRange(trace, Math.min(1, trace.length), trace.length));
        return told;
    }
}
