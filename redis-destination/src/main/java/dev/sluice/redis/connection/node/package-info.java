/**
 * The way to one server: socket, name resolution, deadline, handshake, replies. The rooms {@code cluster} and {@code sentinel} and the executors
 * beside them call it. It speaks RESP2 with the protocol streams of Jedis; it never reconnects within a batch, and knows no topology.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.connection.node;
