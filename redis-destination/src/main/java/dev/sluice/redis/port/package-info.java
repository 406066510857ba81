/** The three ports of the write core: key building, serialization, command execution. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.port;
