/**
 * The run as a whole: its marker in Redis, and the proof that it wrote to the same server processes all the time. {@code RedisDestination}
 * opens runs here; the writer and the reader use the connection log and the keys of the marker. Nothing here writes, reads or deletes a
 * record.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.run;
