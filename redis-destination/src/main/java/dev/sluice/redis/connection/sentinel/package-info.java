/**
 * Commands for the primary that sentinels name. {@code ConnectionModule} creates the executor; a check uses
 * {@link dev.sluice.redis.connection.sentinel.PrimaryFinder}. It never keeps an address beyond a connection, and never subscribes to a sentinel.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.connection.sentinel;
