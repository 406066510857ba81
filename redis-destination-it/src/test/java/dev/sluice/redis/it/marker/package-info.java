/** The marker that a run leaves in Redis, on real servers: what is found after everything that can happen to a target. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.marker;
