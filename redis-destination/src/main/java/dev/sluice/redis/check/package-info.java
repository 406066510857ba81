/**
 * The connection check, step by step: settings, name resolution, connect, TLS, login, database, ping, rights, memory, topology.
 * {@code RedisDestination.check} calls it. It leaves no key, no connection and no thread behind.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.check;
