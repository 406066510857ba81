/**
 * The marker of a sync at its target: its keys, its text, how it is exchanged, and what is found in its place. Runs and the reader call it.
 * Never writes, reads or deletes a record.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.marker;
