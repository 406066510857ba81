/**
 * The four ports of this destination and the values that cross them: building a key, serializing a row, executing commands, and the stepwise
 * connection of a check. {@code write}, {@code read} and {@code check} call them; {@code adapter} and {@code connection} implement them.
 * No type here knows a library or an adapter.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.port;
