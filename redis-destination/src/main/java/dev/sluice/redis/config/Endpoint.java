package dev.sluice.redis.config;

/**
 * Where a server listens.
 *
 * @param host name or address, an IPv6 address without brackets
 * @param port from 1 to 65535
 */
public record Endpoint(String host, int port) {}
