/**
 * The settings of the Redis destination: the published schemas, their validation, and the typed result. Every other room takes settings from
 * here. Nothing here does I/O.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.config;
