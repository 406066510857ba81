/**
 * How often and how long a failed operation is repeated: the policies, the time budget, and the pauses. The table of failures assigns a
 * policy to each failure; the writer and the probe of rights spend the budget. Nothing here sends a command.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.retry;
