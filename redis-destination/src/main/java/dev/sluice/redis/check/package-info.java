/** The steps of "test connection". */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.check;
