package dev.sluice.redis.port;

import dev.sluice.spi.ErrorDetail;

/** A row that cannot be written as it is: carries the error up to the batch. Costs no stack trace. */
public final class RejectedRow extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorDetail error;

    /** Rejects a row for this reason. */
    public RejectedRow(ErrorDetail error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** Why. */
    public ErrorDetail error() {
        return error;
    }
}
