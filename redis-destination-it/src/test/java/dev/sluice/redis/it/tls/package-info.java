/** Certificates and servers that speak TLS. */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.it.tls;
