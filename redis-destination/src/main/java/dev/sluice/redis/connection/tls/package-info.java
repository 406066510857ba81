/**
 * TLS on top of a socket: certificates and keys from PEM, verification, and the meaning of a failed handshake. The room {@code node} calls it.
 * It never opens a socket, and never shows what a certificate or key file contains.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.connection.tls;
