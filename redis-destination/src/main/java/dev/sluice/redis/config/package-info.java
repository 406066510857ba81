/** Settings of the Redis destination: the published schemas, their validation, and the typed result. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.config;
