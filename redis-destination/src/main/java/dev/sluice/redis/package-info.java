/** The Redis destination. {@link dev.sluice.redis.RedisDestination} is the only type meant for others; the packages below are internal. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis;
