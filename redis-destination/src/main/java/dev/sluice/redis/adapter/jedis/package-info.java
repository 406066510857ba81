/** Connections to a server: the one package that knows Jedis, of which it uses the wire protocol. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.jedis;
