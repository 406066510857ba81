package dev.sluice.host.failure;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The one exception of a host, made by {@link HostFailure}. Neither its details nor any cause holds a secret or a value of a row. */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail detail;
    private final transient List<ErrorDetail> problems;

    /** One failure. */
    public HostException(ErrorDetail detail) {
        this(detail, List.of(), null);
    }

    /**
     * Several problems at once, such as those of a definition.
     *
     * @param detail what they are problems of
     * @param problems each with its place, in the order found
     */
    public HostException(ErrorDetail detail, List<ErrorDetail> problems) {
        this(detail, problems, null);
    }

    /** One failure with a cause, which the caller has seen to hold no secret and no value of a row. */
    public HostException(ErrorDetail detail, Throwable cause) {
        this(detail, List.of(), cause);
    }

    private HostException(ErrorDetail detail, List<ErrorDetail> problems, @Nullable Throwable cause) {
        super(detail.message(), cause);
        this.detail = detail;
        this.problems = List.copyOf(problems);
    }

    /** Throws what there is: one problem as itself, several as the problems of a definition. */
    public static void throwIfAny(List<ErrorDetail> problems) {
        if (problems.size() == 1) {
            throw new HostException(problems.get(0));
        }
        if (!problems.isEmpty()) {
            throw new HostException(
                    HostFailure.DEFINITION_INVALID.detail("The sync has " + problems.size() + " problems."), problems);
        }
    }

    /** Every problem: the failure itself, unless it stands for several. */
    public List<ErrorDetail> each() {
        return problems.isEmpty() ? List.of(detail) : problems;
    }

    /**
     * What anything thrown is to a user. An exception that nobody declares is told by its class and its place alone, and is not the cause:
     * its message may hold anything.
     */
    public static HostException of(Throwable thrown) {
        if (thrown instanceof HostException host) {
            return host;
        }
        if (thrown instanceof DestinationException destination) {
            return new HostException(destination.detail(), destination.problems(), destination);
        }
        if (thrown instanceof OutOfMemoryError) {
            return HostFailure.MEMORY_EXHAUSTED.exception();
        }
        StackTraceElement[] trace = thrown.getStackTrace();
        return HostFailure.INTERNAL.exception("The program has a defect: "
                + thrown.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]) + ".");
    }

    /**
     * The same failure with other remedies.
     *
     * @param remedies gives the new remedy of a problem
     */
    public HostException withRemedies(Function<ErrorDetail, String> remedies) {
        return new HostException(
                HostFailure.remedied(detail, remedies.apply(detail)),
                problems.stream()
                        .map(problem -> HostFailure.remedied(problem, remedies.apply(problem)))
                        .toList(),
                getCause());
    }

    /** The same failure with a place added or replaced, as in {@link ErrorDetail#at}. */
    public HostException at(String place, String value) {
        return new HostException(detail.at(place, value), problems, getCause());
    }

    /** Whether it is this failure. */
    public boolean is(HostFailure failure) {
        return detail.code().equals(failure.name());
    }

    /** What went wrong, and what to do about it. */
    public ErrorDetail detail() {
        return detail;
    }

    /** Every single problem; empty if there is just the one failure. */
    public List<ErrorDetail> problems() {
        return problems;
    }
}
