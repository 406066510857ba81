/** A TCP proxy that does harm to the connections through it. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.proxy;
