/** Serializes a row as the fields of a hash. {@code RedisModule} binds it. It sends nothing. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.hash;
