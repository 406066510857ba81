/** Keys out of a prefix and the key fields of a row. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.key;
