/** The Redis destination against clusters and against servers that sentinels watch. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.topology;
