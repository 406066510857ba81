/**
 * Commands for a Redis Cluster: slot map, redirections, one parallel call per node. {@code ConnectionModule} creates the executor; a check uses
 * {@link dev.sluice.redis.connection.cluster.Redirection}. It never repeats a command that a node may have executed.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.redis.connection.cluster;
