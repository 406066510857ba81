package dev.sluice.redis.failure;

import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;

/**
 * A failure that happened.
 *
 * @param kind its row in the table, which decides what follows from it
 * @param detail what is reported
 */
public record Failure(RedisFailure kind, ErrorDetail detail) {
    /** Whether it ends the run. Otherwise only the row is rejected. */
    public boolean endsRun() {
        return kind.endsRun();
    }

    /** The end of the run. */
    public DestinationException exception() {
        return DestinationException.of(detail);
    }
}
