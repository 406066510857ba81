/**
 * Connections to Redis, one room per idea: {@code node} reaches one server, {@code cluster} and {@code sentinel} route between several, {@code tls}
 * encrypts. This room binds them to the ports for {@code RedisModule} and {@code RedisDestination}. It never decides whether to retry, and
 * never turns a reply into an outcome.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.connection;
