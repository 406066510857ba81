/**
 * The Redis destination. {@link dev.sluice.redis.RedisDestination} is the entry, which a host finds with {@link java.util.ServiceLoader}; it
 * wires the packages below, which are internal.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis;
