package dev.sluice.redis.port;

/** Makes executors for the topology of the settings. */
@FunctionalInterface
public interface CommandExecutorFactory {
    /** An executor that connects on first use, and tells {@code watch} of its connections. */
    CommandExecutor create(ConnectionWatch watch);
}
