/** Every code that this destination reports, with its meaning and remedy: the one place that knows them, and what the documentation lists. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.failure;
