/** Builds the key of a row from the prefix and the key fields. {@code RedisModule} binds it. It sends nothing. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.key;
