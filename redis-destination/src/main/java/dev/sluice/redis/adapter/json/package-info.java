/** Rows as one JSON text each. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.json;
