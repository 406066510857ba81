package dev.sluice.redis.failure;

import dev.sluice.redis.config.Endpoint;
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

    /** The same failure of this server. */
    Failure at(Endpoint server) {
        return at("host", server.host()).at("port", Integer.toString(server.port()));
    }

    /** The same failure with a place as in {@link ErrorDetail#at()}. */
    Failure at(String place, String value) {
        return new Failure(kind, detail.at(place, value));
    }

    /** The end of the run. */
    public DestinationException exception() {
        return DestinationException.of(detail);
    }
}
