/**
 * Reads records back and compares them with the rows they should hold, and reads the marker of a sync. {@code RedisDestination.reader} calls
 * it. It never writes.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.read;
