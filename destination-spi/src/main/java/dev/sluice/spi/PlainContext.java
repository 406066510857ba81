package dev.sluice.spi;

/** A context that knows its run id and nothing else. */
record PlainContext(String runId) implements RunContext {}
