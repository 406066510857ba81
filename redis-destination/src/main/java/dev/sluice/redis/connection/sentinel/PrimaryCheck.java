package dev.sluice.redis.connection.sentinel;

import dev.sluice.redis.config.Endpoint;
import dev.sluice.redis.port.Reply;
import org.jspecify.annotations.Nullable;

/** Decides whether a server that a sentinel names is usable as the primary. */
@FunctionalInterface
public interface PrimaryCheck {
    /**
     * Checks a server.
     *
     * @return the reason, if the server cannot be used as the primary; null if it can
     */
    Reply.@Nullable Lost check(Endpoint server);
}
