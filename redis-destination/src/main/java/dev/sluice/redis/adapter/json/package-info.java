/** Serializes a row as one JSON text. {@code RedisModule} binds it. It sends nothing. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.json;
