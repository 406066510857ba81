package dev.sluice.host.plugin;

import dev.sluice.spi.ErrorDetail;

/**
 * A plugin that did not load; the others work.
 *
 * @param origin the plugin's directory or jar
 * @param error what happened
 */
public record PluginFailure(String origin, ErrorDetail error) {}
