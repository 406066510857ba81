/** Rows as hash fields. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.hash;
