package dev.sluice.redis.port;

import dev.sluice.spi.ErrorDetail;
import dev.sluice.spi.Outcome;

/** A row cannot be written. Carries its error to the batch. Has no stack trace. */
public final class RejectedRow extends UnsentRow {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail error;

    /** A rejection with this error. */
    public RejectedRow(ErrorDetail error) {
        super(error.message(), Outcome.rejected(error));
        this.error = error;
    }

    /** The error of the row. */
    public ErrorDetail error() {
        return error;
    }
}
