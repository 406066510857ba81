package dev.sluice.host.failure;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;
import java.util.List;

/**
 * The one exception of a host. Made by {@link HostFailure}. Neither its details nor any cause holds a secret or a value of a row.
 */
public final class HostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail detail;
    private final transient List<ErrorDetail> problems;

    /** One failure. */
    public HostException(ErrorDetail detail) {
        this(detail, List.of());
    }

    /**
     * Several problems at once, such as those of a definition.
     *
     * @param detail what they are problems of
     * @param problems each with its place, in the order found
     */
    public HostException(ErrorDetail detail, List<ErrorDetail> problems) {
        super(detail.message());
        this.detail = detail;
        this.problems = List.copyOf(problems);
    }

    /** One failure with a cause, which the caller has seen to hold no secret and no value of a row. */
    public HostException(ErrorDetail detail, Throwable cause) {
        super(detail.message(), cause);
        this.detail = detail;
        this.problems = List.of();
    }

    /** What a destination has thrown. */
    public HostException(DestinationException thrown) {
        super(thrown.detail().message(), thrown);
        this.detail = thrown.detail();
        this.problems = thrown.problems();
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
