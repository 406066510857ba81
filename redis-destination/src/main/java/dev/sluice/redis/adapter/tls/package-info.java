/** TLS over a socket: certificates and keys from PEM, what is verified, and what a failed handshake means. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.adapter.tls;
