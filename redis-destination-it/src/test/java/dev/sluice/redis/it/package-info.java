/** The Redis destination against real servers. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it;
