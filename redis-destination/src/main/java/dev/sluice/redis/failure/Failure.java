package dev.sluice.redis.failure;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.retry.RetryPolicy;
import dev.sluice.spi.DestinationException;
import dev.sluice.spi.ErrorDetail;

/**
 * A failure that happened.
 *
 * @param kind its row in the table, which decides what follows from it
 * @param detail what is reported
 * @param whileOpening how long it is retried while a writer opens
 */
public record Failure(RedisFailure kind, ErrorDetail detail, RetryPolicy whileOpening) {
    /** A failure that is retried as the table says. */
    Failure(RedisFailure kind, ErrorDetail detail) {
        this(kind, detail, kind.whileOpening());
    }

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
        return new Failure(kind, detail.at(place, value), whileOpening);
    }

    /**
     * The same failure of a server that a sentinel or a node of a cluster named. During a failover they soon name another one, so it is
     * retried while a writer opens as long as later in the run.
     */
    Failure patient() {
        return new Failure(kind, detail, kind.whileWriting());
    }

    /** The end of the run. */
    public DestinationException exception() {
        return DestinationException.of(detail);
    }
}
