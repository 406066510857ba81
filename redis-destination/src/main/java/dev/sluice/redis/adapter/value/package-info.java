/** Serializes one field of a row as the whole record. {@code RedisModule} binds it. It sends nothing. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.value;
