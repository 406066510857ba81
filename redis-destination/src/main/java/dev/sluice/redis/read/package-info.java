/** Reads back what a run has written, and compares it with the rows. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.read;
