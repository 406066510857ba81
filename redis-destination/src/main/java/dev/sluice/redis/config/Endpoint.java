package dev.sluice.redis.config;

/**
 * The address of a server.
 *
 * @param host a name or an address; an IPv6 address has no brackets
 * @param port from 1 to 65535
 */
public record Endpoint(String host, int port) {}
