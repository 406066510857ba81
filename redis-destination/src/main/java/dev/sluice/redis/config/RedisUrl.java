package dev.sluice.redis.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A parsed connection URL. {@code toString} is redacted.
 *
 * @param tls whether the scheme is {@code rediss}
 * @param user the ACL user, decoded
 * @param password the password, decoded
 * @param host a name or an address; an IPv6 address has no brackets
 * @param port from 1 to 65535
 * @param database the database, if the URL has a path
 */
public record RedisUrl(
        boolean tls, Optional<String> user, Optional<Secret> password, String host, int port, OptionalInt database) {
    /** Host and port. */
    public Endpoint endpoint() {
        return new Endpoint(host, port);
    }
}
