/**
 * The table of the rights that a user needs in Redis, and the plans to try them on a probe key. A writer that opens, the check and the
 * documentation read the table. Nothing here writes a row.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.rights;
